"""Saved by an editor that writes a byte order mark."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 5
NOTES = ["bom"]


def hand_in(folder: Path) -> None:
    write(folder, b"\xef\xbb\xbf" + to_bytes(submitted()))
