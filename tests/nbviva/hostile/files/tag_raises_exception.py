"""Tests tagged as cells whose errors are expected."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import release

EARNS = 0
REASONS = {"test_warm": "not_passed"}
NOTES = ["tags_changed"]


def hand_in(folder: Path) -> None:
    notebook = release()
    for each in notebook["cells"]:
        each["metadata"]["tags"] = ["raises-exception"]
    write(folder, notebook)
