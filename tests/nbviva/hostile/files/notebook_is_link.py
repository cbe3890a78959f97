"""The notebook is a link to another student's."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "is a symbolic link", "test_cool": "is a symbolic link"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_is_link"]


def hand_in(folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    write(other, submitted())
    (folder / NAME).symlink_to(other / NAME)
