"""Two answers changed names: each stands where its name says, so the first test finds no function."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["cells_moved"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    warm, cool = cell(notebook, "warm"), cell(notebook, "cool")
    warm["metadata"], cool["metadata"] = cool["metadata"], warm["metadata"]
    write(folder, notebook)
