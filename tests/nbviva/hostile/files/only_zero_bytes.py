"""What a full disk leaves of a file: its length, and zeros."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "must be UTF-8", "test_cool": "must be UTF-8"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["wrong_encoding"]


def hand_in(folder: Path) -> None:
    write(folder, bytes(5000))
