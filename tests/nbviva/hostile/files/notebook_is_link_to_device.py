"""The notebook is a link to a device that never ends."""

from pathlib import Path

from tiny_master import NAME

EARNS = 0
SAYS = {"test_warm": "is a symbolic link", "test_cool": "is a symbolic link"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_is_link"]


def hand_in(folder: Path) -> None:
    (folder / NAME).symlink_to("/dev/zero")
