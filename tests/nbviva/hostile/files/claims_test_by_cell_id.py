"""A cell without marks that took a test's cell id, before the real one."""

from pathlib import Path

from tiny_master import cell, code, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["marks_removed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    notebook["cells"].insert(1, code("2", id="test_warm"))
    write(folder, notebook)
