"""Nothing but the answer cells."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["locked_cell_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] = [cell(notebook, name) for name in ("warm", "cool", "why")]
    write(folder, notebook)
