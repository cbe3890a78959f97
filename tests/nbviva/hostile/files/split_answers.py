"""An answer in three pieces, each with the mark of the whole."""

from pathlib import Path

from tiny_master import cell, copied, place, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_in_pieces"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "step = 1"
    rest = ["def more(t):\n    return t + step", "def warm(t):\n    return more(t)"]
    at = place(notebook, "warm") + 1
    notebook["cells"][at:at] = [
        copied(notebook, "warm", source=source, id=f"piece{n}") for n, source in enumerate(rest)
    ]
    write(folder, notebook)
