"""Tests that end in the number of points, or print it."""

from pathlib import Path

from tiny_master import cell, release
from tiny_master import hand_in as write

EARNS = 0
NOTES = ["test_changed"]


def hand_in(folder: Path) -> None:
    notebook = release()
    cell(notebook, "test_warm")["source"] = "print(2)\n2"
    cell(notebook, "test_cool")["source"] = "from IPython.display import display\ndisplay(3)\n3.0"
    write(folder, notebook)
