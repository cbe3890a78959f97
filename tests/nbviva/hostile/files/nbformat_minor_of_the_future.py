"""A minor format that is not known yet, with fields that are not known either: it is read all the same."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    write(folder, submitted() | {"nbformat_minor": 99, "unheard_of": {"a": 1}})
