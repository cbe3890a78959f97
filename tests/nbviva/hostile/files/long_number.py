"""A whole number of ten thousand digits, which takes quadratic time to read."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "thousands of digits", "test_cool": "thousands of digits"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_number_too_long"]


def hand_in(folder: Path) -> None:
    notebook = submitted() | {"metadata": {"number": "here"}}
    write(folder, to_bytes(notebook).replace(b'"here"', b"9" * 10_000))
