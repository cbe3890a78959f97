"""A slash in a longer form than UTF-8 allows, which once passed filters of paths."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "must be UTF-8", "test_cool": "must be UTF-8"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_utf8"]


def hand_in(folder: Path) -> None:
    write(folder, to_bytes(submitted()).replace(b"Heat", b"\xc0\xaf"))
