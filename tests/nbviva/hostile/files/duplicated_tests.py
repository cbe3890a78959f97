"""A test is there twice, and the copy asks for nothing."""

from pathlib import Path

from tiny_master import cell, copied, place, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}
NOTES = ["locked_cell_copied"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return None"
    for at in (0, 1):
        copy = copied(notebook, "test_warm", source="assert True", id=f"copy{at}")
        notebook["cells"].insert(place(notebook, "test_warm") + at, copy)
    write(folder, notebook)
