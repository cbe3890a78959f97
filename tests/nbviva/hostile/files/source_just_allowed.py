"""An answer of a quarter of a million characters, which is taken and run."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ANSWERS["warm"] + "\n#" + "x" * 250_000
    write(folder, notebook)
