"""A million opening brackets, and nothing else."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "lists and objects", "test_cool": "lists and objects"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_too_many_parts"]


def hand_in(folder: Path) -> None:
    write(folder, b"[" * 1_000_000)
