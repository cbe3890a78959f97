"""Outputs of 15 MB: slow, ugly, and within the limit."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "guess")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}]
    write(folder, notebook)
