"""The name in other letters, from a machine to which they are the same."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["renamed_notebook"]


def hand_in(folder: Path) -> None:
    write(folder, submitted(), "OVENS.IPYNB")
