"""A function written into the test cell instead of the answer cell: the test cell is the course's."""

from pathlib import Path

from tiny_master import ANSWERS, cell, release, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = cell(release(), "warm")["source"]
    cell(notebook, "test_warm")["source"] = ANSWERS["warm"] + "\n\n" + cell(notebook, "test_warm")["source"]
    write(folder, notebook)
