"""The page that showed the notebook, saved in its place."""

from pathlib import Path

from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "is damaged or incomplete", "test_cool": "is damaged or incomplete"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_json"]


def hand_in(folder: Path) -> None:
    write(folder, b"<!DOCTYPE html><html><script>alert(1)</script></html>")
