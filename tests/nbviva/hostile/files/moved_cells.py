"""All cells in reverse: the course's order holds."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["cells_moved"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"].reverse()
    write(folder, notebook)
