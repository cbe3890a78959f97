"""Marks that turn the direction of text, so that a reader sees another program than Python runs."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = ANSWERS["warm"] + "  # \u202e } \u2066 if admin \u2069"
    cell(notebook, "why")["source"] = "\u202eyes\u200f"
    write(folder, notebook)
