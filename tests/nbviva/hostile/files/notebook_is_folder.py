"""The notebook is a folder that holds the notebook."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "a folder", "test_cool": "a folder"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_not_a_file"]


def hand_in(folder: Path) -> None:
    (folder / NAME).mkdir()
    write(folder / NAME, submitted())
