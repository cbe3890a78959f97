"""An answer of a million characters is not taken; the other is graded."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["source_too_long", "answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ANSWERS["warm"] + "\n#" + "x" * 1_000_000
    write(folder, notebook)
