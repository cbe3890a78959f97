"""A file of 21 MB, of which the disk holds nothing."""

from pathlib import Path

from tiny_master import NAME

EARNS = 0
SAYS = {"test_warm": "Clear its outputs", "test_cool": "Clear its outputs"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_too_large"]


def hand_in(folder: Path) -> None:
    with (folder / NAME).open("wb") as file:
        file.truncate(21_000_000)
