"""Saved as UTF-32."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "UTF-16 or UTF-32", "test_cool": "UTF-16 or UTF-32"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["wrong_encoding"]


def hand_in(folder: Path) -> None:
    write(folder, to_bytes(submitted()).decode().encode("utf-32"))
