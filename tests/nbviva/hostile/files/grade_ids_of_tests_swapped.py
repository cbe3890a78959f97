"""Two tests changed names, so that the easy one would earn the points of the other."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 2
NOTES = ["test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "cool")["source"] = "def cool(t):\n    return 0"
    warm, cool = cell(notebook, "test_warm"), cell(notebook, "test_cool")
    warm["metadata"], cool["metadata"] = cool["metadata"], warm["metadata"]
    write(folder, notebook)
