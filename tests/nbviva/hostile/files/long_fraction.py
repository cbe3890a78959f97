"""Numbers that overflow or vanish as floats, as execution counts and points."""

from pathlib import Path

from tiny_master import cell, submitted, to_bytes
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "guess")["execution_count"] = "here"
    cell(notebook, "test_warm")["metadata"]["nbgrader"]["points"] = "there"
    content = to_bytes(notebook).replace(b'"here"', b"0." + b"0" * 50_000 + b"1").replace(b'"there"', b"1e999999")
    write(folder, content)
