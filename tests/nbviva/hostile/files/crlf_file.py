"""The whole file with the line ends of another system, as git may leave it."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 5


def hand_in(folder: Path) -> None:
    write(folder, to_bytes(submitted()).replace(b"\n", b"\r\n"))
