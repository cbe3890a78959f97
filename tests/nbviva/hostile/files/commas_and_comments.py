"""JSON with a comment and a comma too many, as editors allow themselves."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "is damaged or incomplete", "test_cool": "is damaged or incomplete"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_json"]


def hand_in(folder: Path) -> None:
    content = to_bytes(submitted()).rstrip()
    write(folder, b"// mine\n" + content[:-1] + b",}")
