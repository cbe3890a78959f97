"""The setup cell takes the test's own tools away; the course's setup is run instead."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["locked_cell_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "setup")["source"] = (
        "import builtins\nbuiltins.AssertionError = type('Mild', (BaseException,), {})\nROOM = 0"
    )
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    write(folder, notebook)
