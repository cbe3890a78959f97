"""Sources that are a number, an object and a list of numbers."""

from pathlib import Path

from tiny_master import cell, code, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["cell_unreadable"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = 101
    notebook["cells"] += [code({"a": "b"}), code([1, 2]), code([["x"]]), code(True)]  # type: ignore[arg-type]
    write(folder, notebook)
