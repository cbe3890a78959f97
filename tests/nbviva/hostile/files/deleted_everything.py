"""A notebook without any cell."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["answer_missing", "locked_cell_missing", "plain_cell_missing"]


def hand_in(folder: Path) -> None:
    write(folder, submitted() | {"cells": []})
