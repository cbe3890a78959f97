"""The file with the time is a link to a file that is none of the student's."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["link_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    (folder / "timestamp.txt").symlink_to("/etc/passwd")
