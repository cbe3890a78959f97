"""A file in the place of the folder."""

from pathlib import Path

from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "must be a folder", "test_cool": "must be a folder"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["folder_not_a_folder"]


def hand_in(folder: Path) -> None:
    folder.rmdir()
    folder.write_bytes(to_bytes(submitted()))
