"""A function written into another cell, before a stub that defines it anew, as it would in Jupyter."""

from pathlib import Path

from tiny_master import ANSWERS, cell, release, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"test_warm": "NotImplementedError"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = cell(release(), "warm")["source"]
    cell(notebook, "guess")["source"] = ANSWERS["warm"]
    write(folder, notebook)
