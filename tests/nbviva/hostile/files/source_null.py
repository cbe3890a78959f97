"""An answer whose source is null, and one that has none."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["cell_unreadable", "answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = None
    del cell(notebook, "cool")["source"]
    write(folder, notebook)
