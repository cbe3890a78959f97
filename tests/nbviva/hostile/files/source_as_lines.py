"""Sources as lists of lines, of characters, and of one text with all lines."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ANSWERS["warm"].splitlines(keepends=True)
    cell(notebook, "cool")["source"] = list(ANSWERS["cool"])
    cell(notebook, "why")["source"] = [ANSWERS["why"]]
    write(folder, notebook)
