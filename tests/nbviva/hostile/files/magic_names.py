"""Magics that empty the namespace after the answers: what is gone cannot be asked."""

from pathlib import Path

from tiny_master import code, place, submitted
from tiny_master import hand_in as write

EARNS = 2
REASONS = {"test_cool": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"].insert(place(notebook, "test_cool"), code("%reset -f"))
    write(folder, notebook)
