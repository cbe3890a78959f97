"""A thousand cells of the student's own, which are run."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"][2:2] = [code("pass", id=f"own{n}") for n in range(1000)]
    write(folder, notebook)
