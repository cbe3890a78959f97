"""Marks of nbgrader's first schema, without most fields."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["schema_version_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for each in notebook["cells"]:
        if "nbgrader" in each["metadata"]:
            data = each["metadata"]["nbgrader"]
            each["metadata"]["nbgrader"] = {
                "grade_id": data["grade_id"],
                "schema_version": 1,
                "solution": data["solution"],
            }
    write(folder, notebook)
