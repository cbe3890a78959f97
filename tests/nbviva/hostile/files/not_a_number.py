"""NaN and infinities where JSON has no such thing, one of them as the points of a test."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["json_not_finite", "marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    cell(notebook, "test_warm")["metadata"]["nbgrader"]["points"] = float("inf")
    cell(notebook, "test_cool")["metadata"]["nbgrader"]["points"] = float("nan")
    cell(notebook, "guess")["execution_count"] = float("-inf")
    write(folder, notebook)
