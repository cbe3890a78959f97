"""A number of a hundred thousand digits in an answer."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"warm": "SyntaxError"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return t + " + "0" * 5 + "1" * 100_000
    write(folder, notebook)
