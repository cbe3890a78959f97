"""Points below nothing, as a text, and gone."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["marks_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "test_warm")["metadata"]["nbgrader"]["points"] = -1000
    cell(notebook, "test_cool")["metadata"]["nbgrader"]["points"] = "3"
    del cell(notebook, "why")["metadata"]["nbgrader"]["points"]
    write(folder, notebook)
