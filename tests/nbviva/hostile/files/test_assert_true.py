"""Tests that assert nothing any more."""

from pathlib import Path

from tiny_master import cell, release
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["test_changed"]


def hand_in(folder: Path) -> None:
    notebook = release()
    for name in ("test_warm", "test_cool"):
        cell(notebook, name)["source"] = "assert True"
    write(folder, notebook)
