"""Links beside the notebook: to a file of the machine, to itself, to a folder, to nowhere."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["link_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, submitted())
    for name, target in (
        ("data.csv", "/etc/passwd"),
        ("self", "self"),
        ("up", ".."),
        ("gone", "nowhere"),
        ("x.ipynb", NAME),
    ):
        (folder / name).symlink_to(target)
