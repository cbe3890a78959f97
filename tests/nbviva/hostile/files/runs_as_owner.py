"""A notebook with every right that a file can have, and those of its owner."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    (folder / NAME).chmod(0o6777)
