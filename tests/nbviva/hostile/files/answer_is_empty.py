"""One answer without a character, one of spaces and a comment."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 0
REASONS = {"test_warm": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ""
    cell(notebook, "cool")["source"] = "  \n\t# later"
    write(folder, notebook)
