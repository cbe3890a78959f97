"""The one notebook has the name that a browser gave it: it is certain to be the one that is meant."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["renamed_notebook"]


def hand_in(folder: Path) -> None:
    write(folder, submitted(), "ovens (1).ipynb")
