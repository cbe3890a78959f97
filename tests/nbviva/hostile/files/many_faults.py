"""Hundreds of broken cells: the record stays short."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["cell_unreadable", "more_notes"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] += [None, 5, "x", [], {}, {"cell_type": "heading", "source": "x"}] * 100
    write(folder, notebook)
