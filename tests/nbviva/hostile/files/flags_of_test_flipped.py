"""A test says it is a solution, not graded and not locked, with a source that defines the answer."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["marks_changed", "test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    test = cell(notebook, "test_warm")
    test["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False}
    test["source"] = "warm = lambda t: 101"
    write(folder, notebook)
