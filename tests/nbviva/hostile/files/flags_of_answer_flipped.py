"""Answers say they are locked tests."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for name in ("warm", "cool", "why"):
        cell(notebook, name)["metadata"]["nbgrader"] |= {"grade": True, "solution": False, "locked": True, "points": 9}
    write(folder, notebook)
