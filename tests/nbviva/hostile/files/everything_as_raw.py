"""Every cell is raw."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["cell_type_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for each in notebook["cells"]:
        each["cell_type"] = "raw"
    write(folder, notebook)
