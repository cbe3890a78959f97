"""Line ends of other systems, a form feed, and tabs."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "\f\r\ndef warm(t):\r\n\treturn t + 1\r\n"
    cell(notebook, "cool")["source"] = "def cool(t):\r    return t - 1\r"
    write(folder, notebook)
