"""A notebook of the format of 2013, whose cells lie in worksheets."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "old format 3", "test_cool": "old format 3"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["old_nbformat"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": notebook["cells"]}]}
    write(folder, old)
