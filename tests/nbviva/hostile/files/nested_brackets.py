"""An answer of a hundred thousand brackets, against the parser's stack."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return " + "(" * 100_000 + "t + 1" + ")" * 100_000
    write(folder, notebook)
