"""Metadata of a thousand levels, against parsers that recurse."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "levels deep", "test_cool": "levels deep"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_too_deep"]


def hand_in(folder: Path) -> None:
    deep = b"[" * 1000 + b"]" * 1000
    write(folder, to_bytes(submitted() | {"metadata": "here"}).replace(b'"here"', deep))
