"""The notebook of another unit, under its own name."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "is not certain to be", "test_cool": "is not certain to be"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["no_matching_notebook"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for each in notebook["cells"]:
        each["id"] += "-kilns"
        if "nbgrader" in each["metadata"]:
            each["metadata"]["nbgrader"]["grade_id"] += "_kilns"
    write(folder, notebook, "kilns.ipynb")
