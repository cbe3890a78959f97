"""A copy of the stub under the answer, as a slip of the keyboard makes it: the answer counts."""

from pathlib import Path

from tiny_master import cell, copied, place, release, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["answer_copy_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    stub = cell(release(), "warm")["source"]
    notebook["cells"].insert(place(notebook, "warm") + 1, copied(notebook, "warm", source=stub))
    write(folder, notebook)
