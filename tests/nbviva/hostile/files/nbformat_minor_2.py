"""A minor format from before cell ids, without ids."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted() | {"nbformat_minor": 2}
    for each in notebook["cells"]:
        del each["id"]
    write(folder, notebook)
