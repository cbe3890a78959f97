"""Two answers carry one name: both run, and the second after the stub that stands in its own place."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_in_pieces", "answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "cool")["metadata"]["nbgrader"]["grade_id"] = "warm"
    write(folder, notebook)
