"""One answer cell is gone: its exercise earns nothing, the other all."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import place, submitted

EARNS = 3
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["answer_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    del notebook["cells"][place(notebook, "warm")]
    write(folder, notebook)
