"""A cell of the student's own that claims the name of the setup, which the examiner runs too."""

from pathlib import Path

from tiny_master import cell, code, marks, place, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["locked_cell_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    del notebook["cells"][place(notebook, "setup")]
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    patch = "import sys\nsys.modules['__main__'].__dict__['warm'] = lambda t: 101\nwarm = lambda t: 101"
    notebook["cells"].insert(0, code(patch, metadata=marks("setup")))
    write(folder, notebook)
