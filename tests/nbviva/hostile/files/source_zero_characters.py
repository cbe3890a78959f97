"""A zero character, at which a compiler written in C stops reading."""

from pathlib import Path

from tiny_master import cell, code, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"warm": "SyntaxError"}
NOTES = ["characters_replaced"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return t + 1\n\0raise SystemExit"
    notebook["cells"].append(code("1\0"))
    write(folder, notebook)
