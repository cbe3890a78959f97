"""The exercises of each unit: one package a unit."""
