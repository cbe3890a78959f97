"""One line of a million characters, in a cell of the student's own: that cell is lost, nothing else."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["source_too_long"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"].insert(2, code("x = '" + "x" * 1_000_000 + "'"))
    write(folder, notebook)
