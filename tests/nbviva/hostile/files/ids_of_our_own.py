"""Cells of the student's own with the ids that the rebuilt notebook gives."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] += [code("1", id=f"student-{n}") for n in (11, 12, 12, 13)]
    write(folder, notebook)
