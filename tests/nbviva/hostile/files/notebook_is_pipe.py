"""The notebook is a named pipe: whoever opens it waits for ever."""

import os
from pathlib import Path

from tiny_master import NAME

EARNS = 0
SAYS = {"test_warm": "named pipe", "test_cool": "named pipe"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["notebook_not_a_file"]


def hand_in(folder: Path) -> None:
    os.mkfifo(folder / NAME)
