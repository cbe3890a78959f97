"""A file of no bytes."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "is empty", "test_cool": "is empty"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["empty_file"]


def hand_in(folder: Path) -> None:
    write(folder, b"")
