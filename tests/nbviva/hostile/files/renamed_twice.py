"""Two renamed notebooks of the unit: nobody can say which one is meant."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import release, submitted

EARNS = 0
SAYS = {"test_warm": "is not certain", "test_cool": "is not certain"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["several_notebooks"]


def hand_in(folder: Path) -> None:
    write(folder, submitted(), "final.ipynb")
    write(folder, release(), "really final.ipynb")
