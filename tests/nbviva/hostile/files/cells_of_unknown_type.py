"""An answer of a type that does not exist."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["cell_unreadable", "answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["cell_type"] = "sql"
    write(folder, notebook)
