"""Answers under other names: known by their cell ids."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["unknown_grade_id", "answer_found_by_id"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for name in ("warm", "cool"):
        cell(notebook, name)["metadata"]["nbgrader"]["grade_id"] = f"my_{name}"
    write(folder, notebook)
