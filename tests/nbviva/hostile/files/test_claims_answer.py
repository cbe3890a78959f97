"""A test with the name of an answer: it is a piece of the answer, and runs among the student's cells."""

from pathlib import Path

from tiny_master import cell, marks, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_in_pieces", "locked_cell_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "test_warm").update(metadata=marks("warm", solution=True), source="assert warm(0) == 1")
    write(folder, notebook)
