"""Millions of empty lists: little as a file, much as memory."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "lists and objects", "test_cool": "lists and objects"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_too_many_parts"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["metadata"]["more"] = "here"
    write(folder, to_bytes(notebook).replace(b'"here"', b"[" + b"[]," * 2_000_000 + b"0]"))
