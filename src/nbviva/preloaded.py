"""Imported by a warm process before any fork: makes the shell that each fork then finds ready."""

from nbviva import student

student.preload()
