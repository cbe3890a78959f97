"""The format's number is a text."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "does not say its format", "test_cool": "does not say its format"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_a_notebook"]


def hand_in(folder: Path) -> None:
    write(folder, submitted() | {"nbformat": "4"})
