"""A better notebook beside the real one: only the real one counts."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    write(folder, notebook)
    write(folder, submitted(), "ovens-Copy1.ipynb")
