"""Pipes beside the notebook, one of them with a notebook's ending, one with the name of the unit's data."""

import os
from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["special_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    for name in ("data.csv", "other.ipynb", "timestamp.txt"):
        os.mkfifo(folder / name)
