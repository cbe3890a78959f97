"""The notebook is another student's file under a second name."""

from pathlib import Path

from tiny_master import NAME, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "hard link", "test_cool": "hard link"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_is_hard_link"]


def hand_in(folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir()
    write(other, submitted())
    (folder / NAME).hardlink_to(other / NAME)
