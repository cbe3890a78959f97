"""A notebook without its list of cells."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "no list of cells", "test_cool": "no list of cells"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_a_notebook"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    del notebook["cells"]
    write(folder, notebook)
