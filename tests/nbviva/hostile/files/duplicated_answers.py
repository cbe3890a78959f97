"""Every answer is there twice, word for word."""

from pathlib import Path

from tiny_master import copied, place, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_copy_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for name in ("warm", "cool", "why"):
        notebook["cells"].insert(place(notebook, name) + 1, copied(notebook, name))
    write(folder, notebook)
