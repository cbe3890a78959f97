"""A schema_version that is of four hundred digits: in stock nbgrader one such cell ends the grading of the class."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["schema_version_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for name in ("warm", "test_warm", "why"):
        cell(notebook, name)["metadata"]["nbgrader"]["schema_version"] = 10**400
    write(folder, notebook)
