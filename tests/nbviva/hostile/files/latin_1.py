"""Saved as Latin-1, with an umlaut in a comment."""

import json
from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "must be UTF-8", "test_cool": "must be UTF-8"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["not_utf8"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "guess")["source"] = "guess = 7  # schön"
    write(folder, json.dumps(notebook, ensure_ascii=False).encode("latin-1"))
