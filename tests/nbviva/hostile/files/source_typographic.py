"""An answer pasted from a word processor: spaces and quotes that Python does not know."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"warm": "SyntaxError"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n\u00a0\u00a0\u00a0\u00a0return t + 1  # \u201cone\u201d"
    write(folder, notebook)
