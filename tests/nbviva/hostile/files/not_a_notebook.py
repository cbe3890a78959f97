"""JSON, and no notebook: a list."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "is not a Jupyter notebook", "test_cool": "is not a Jupyter notebook"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_a_notebook"]


def hand_in(folder: Path) -> None:
    write(folder, b'[{"cells": []}]')
