"""A test that says it is worth a thousand points."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    for name in ("test_cool", "test_warm"):
        cell(notebook, name)["metadata"]["nbgrader"]["points"] = 1000
    write(folder, notebook)
