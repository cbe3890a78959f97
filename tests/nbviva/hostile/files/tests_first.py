"""The tests moved before the answers, where they would find what the student left there."""

from pathlib import Path

from tiny_master import cell, code, place, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}
NOTES = ["cells_moved"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return None"
    easy = code(
        "class Anything:\n    def __eq__(self, other):\n        return True\ndef warm(t):\n    return Anything()"
    )
    for name in ("test_cool", "test_warm"):
        notebook["cells"].insert(0, notebook["cells"].pop(place(notebook, name)))
    notebook["cells"].insert(0, easy)
    write(folder, notebook)
