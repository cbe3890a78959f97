"""Marks that are lists, objects, texts, enormous numbers."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    odd = [[], {"a": [1]}, "true", 1e308, None, -0.0]
    for each in notebook["cells"]:
        if "nbgrader" in each["metadata"]:
            data = each["metadata"]["nbgrader"]
            for number, name in enumerate(sorted(set(data) - {"grade_id"})):
                data[name] = odd[number % len(odd)]
    write(folder, notebook)
