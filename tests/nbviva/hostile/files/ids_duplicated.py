"""Every cell has the same cell id."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for each in notebook["cells"]:
        each["id"] = "warm"
    write(folder, notebook)
