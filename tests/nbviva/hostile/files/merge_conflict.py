"""A notebook in which git left the marks of a conflict."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "is not JSON any more after line", "test_cool": "is not JSON any more after line"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_json"]


def hand_in(folder: Path) -> None:
    content = to_bytes(submitted())
    at = content.index(b' "cells"')
    write(folder, content[:at] + b"<<<<<<< HEAD\n" + content[at:])
