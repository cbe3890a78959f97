"""Tests tagged to be skipped, answers tagged to be removed: all of them run."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["tags_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "cool")["metadata"]["tags"] = ["remove-cell", "skip-execution"]
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    cell(notebook, "test_warm")["metadata"] |= {"tags": ["skip-execution", "remove-cell", "hide-cell"]}
    cell(notebook, "test_warm")["metadata"] |= {"deletable": True, "editable": True, "jupyter": {"source_hidden": True}}
    write(folder, notebook)
