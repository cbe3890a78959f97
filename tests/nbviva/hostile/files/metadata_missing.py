"""No cell has metadata any more: answers are known by their cell ids."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["answer_found_by_id", "marks_removed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    del notebook["metadata"]
    for each in notebook["cells"]:
        del each["metadata"]
    write(folder, notebook)
