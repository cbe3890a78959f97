"""Nothing but the test cells, each made to pass."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 0
NOTES = ["answer_missing", "test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] = [cell(notebook, name) | {"source": "2"} for name in ("test_warm", "test_cool")]
    write(folder, notebook)
