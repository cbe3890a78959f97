"""An upload that broke off: the end is missing."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "Open it in Jupyter", "test_cool": "Open it in Jupyter"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_json"]


def hand_in(folder: Path) -> None:
    write(folder, to_bytes(submitted())[:-200])
