"""Halves of characters, which no file can hold."""

from pathlib import Path

from tiny_master import ANSWERS, cell, code, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["characters_replaced"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ANSWERS["warm"] + "  # \ud800"
    cell(notebook, "why")["source"] = "\udfff because \ud83d"
    notebook["cells"].append(code("'\ud800'"))
    write(folder, notebook)
