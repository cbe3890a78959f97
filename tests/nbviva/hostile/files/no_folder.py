"""No folder at all."""

from pathlib import Path

EARNS = 0
SAYS = {"test_warm": "no folder with this submission", "test_cool": "no folder with this submission"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["no_folder"]


def hand_in(folder: Path) -> None:
    folder.rmdir()
