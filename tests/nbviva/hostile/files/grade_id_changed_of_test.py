"""A test under another name, so that the course's looks deleted, and with an easier source."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["unknown_grade_id", "locked_cell_missing"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    test = cell(notebook, "test_warm")
    test["source"] = "assert True"
    test["metadata"]["nbgrader"]["grade_id"] = "test_warm_"
    write(folder, notebook)
