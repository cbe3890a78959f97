"""Answers turned into text by a slip of the keyboard: they are code again."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["cell_type_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for name, kind in (("warm", "markdown"), ("cool", "raw")):
        cell(notebook, name)["cell_type"] = kind
    write(folder, notebook)
