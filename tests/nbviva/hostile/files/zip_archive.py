"""An archive renamed to .ipynb."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "must be UTF-8", "test_cool": "must be UTF-8"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_utf8"]


def hand_in(folder: Path) -> None:
    write(folder, b"PK\x03\x04" + bytes(range(256)) * 4)
