"""An answer and a cell of the student's own that say they are worth points."""

from pathlib import Path

from tiny_master import cell, code, marks, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["marks_changed", "unknown_grade_id"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0\n5"
    cell(notebook, "warm")["metadata"]["nbgrader"] |= {"grade": True, "points": 5}
    notebook["cells"].append(code("5", metadata=marks("test_bonus", points=5)))
    write(folder, notebook)
