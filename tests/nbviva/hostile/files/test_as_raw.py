"""Tests turned into text, so that they cannot fail."""

from pathlib import Path

from tiny_master import cell, release
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["cell_type_changed"]


def hand_in(folder: Path) -> None:
    notebook = release()
    for name, kind in (("test_warm", "raw"), ("test_cool", "markdown")):
        cell(notebook, name)["cell_type"] = kind
    write(folder, notebook)
