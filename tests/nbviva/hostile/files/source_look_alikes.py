"""A Cyrillic letter in the function's name: it is another name."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def w\u0430rm(t):\n    return t + 1"
    write(folder, notebook)
