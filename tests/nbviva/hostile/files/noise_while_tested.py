"""Answers that print and warn while they are asked: in stock nbgrader a line on stderr costs all points."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    noise = "import logging, sys, warnings\ndef noise():\n    print(0)\n    print('-1 points', file=sys.stderr)\n"
    noise += "    warnings.warn('hot')\n    logging.error('cold')\n"
    cell(notebook, "warm")["source"] = noise + "def warm(t):\n    noise()\n    return t + 1"
    cell(notebook, "cool")["source"] = "def cool(t):\n    noise()\n    return t - 1"
    write(folder, notebook)
