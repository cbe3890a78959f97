"""Metadata that are lists, numbers and texts."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["cell_marks_unreadable", "answer_found_by_id"]


def hand_in(folder: Path) -> None:
    notebook = submitted() | {"metadata": ["kernelspec"]}
    for number, each in enumerate(notebook["cells"]):
        each["metadata"] = [["nbgrader"], 5, "nbgrader", True][number % 4]
    write(folder, notebook)
