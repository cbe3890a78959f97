"""Renamed, beside a notebook of the student's own that has nothing of the unit."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["renamed_notebook", "extra_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted(), "final.ipynb")
    write(folder, submitted() | {"cells": [code("1 + 1")]}, "scratch.ipynb")
