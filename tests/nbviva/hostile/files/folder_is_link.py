"""The folder is a link to another student's."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
SAYS = {"test_warm": "a symbolic link", "test_cool": "a symbolic link"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["folder_not_a_folder"]


def hand_in(folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    write(other, submitted())
    folder.rmdir()
    folder.symlink_to(other)
