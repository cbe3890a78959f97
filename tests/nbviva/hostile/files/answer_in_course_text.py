"""A written answer in a text cell of the course's: it is not used, and that is said."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["prose_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "prose")["source"] += "\n\nMy answer: because."
    write(folder, notebook)
