"""A byte order mark within an answer."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"warm": "SyntaxError"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "x = 1\n\ufeff" + ANSWERS["warm"]
    write(folder, notebook)
