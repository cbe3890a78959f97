"""A cell of the student's own that claims a test's name, before the real one."""

from pathlib import Path

from tiny_master import cell, code, marks, place, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["locked_cell_copied", "test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    fake = code("2", metadata=marks("test_warm", points=2))
    notebook["cells"].insert(place(notebook, "warm"), fake)
    write(folder, notebook)
