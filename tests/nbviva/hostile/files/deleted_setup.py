"""The course's own cells are gone, all but the tests: they are there again."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["locked_cell_missing", "plain_cell_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    gone = ("title", "setup", "prose", "loop", "show")
    notebook["cells"] = [each for each in notebook["cells"] if each["id"] not in gone]
    write(folder, notebook)
