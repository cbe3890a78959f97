"""A helper was pasted with the marks of a test: a locked cell's copy is not run, and the answer that needs it fails."""

from pathlib import Path

from tiny_master import cell, copied, place, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"test_warm": "NameError"}
NOTES = ["locked_cell_copied"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    helper = copied(notebook, "test_warm", source="def one():\n    return 1")
    notebook["cells"].insert(place(notebook, "warm"), helper)
    cell(notebook, "warm")["source"] = "def warm(t):\n    return t + one()"
    write(folder, notebook)
