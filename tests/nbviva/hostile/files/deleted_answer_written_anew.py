"""The answer cell is gone, and the function stands in a cell of the student's own."""

from pathlib import Path

from tiny_master import ANSWERS, code, place, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"][place(notebook, "warm")] = code(ANSWERS["warm"])
    write(folder, notebook)
