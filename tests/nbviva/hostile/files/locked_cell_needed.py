"""A locked cell was changed so that the rest would run without an error: the course's own runs."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["locked_cell_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "loop")["source"] = "pass"
    write(folder, notebook)
