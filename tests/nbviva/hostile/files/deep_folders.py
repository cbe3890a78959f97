"""Folders within folders, deeper than a path may be long."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    at = folder
    for _ in range(60):
        at = at / "deeper"
        at.mkdir()
    write(at, submitted())
