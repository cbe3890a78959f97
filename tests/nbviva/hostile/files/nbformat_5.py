"""A notebook of a format that does not exist yet."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "format 5", "test_cool": "format 5"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["newer_nbformat"]


def hand_in(folder: Path) -> None:
    write(folder, submitted() | {"nbformat": 5})
