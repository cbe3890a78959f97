"""One answer, a thousand copies of it, each a little other."""

from pathlib import Path

from tiny_master import ANSWERS, copied, place, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_in_pieces"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    copies = [copied(notebook, "warm", source=f"{ANSWERS['warm']}  # {n}", id=f"copy{n}") for n in range(1000)]
    at = place(notebook, "warm")
    notebook["cells"][at:at] = copies
    write(folder, notebook)
