"""A test cell is gone, in the hope that what is not asked is not wrong."""

from pathlib import Path

from tiny_master import cell, place, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}
NOTES = ["locked_cell_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return t + 2"
    del notebook["cells"][place(notebook, "test_warm")]
    write(folder, notebook)
