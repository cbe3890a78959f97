"""Two lists of cells: the honest one, and another after it."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted, to_bytes

EARNS = 0
SAYS = {"test_warm": "says cells twice", "test_cool": "says cells twice"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["json_duplicate_key"]


def hand_in(folder: Path) -> None:
    content = to_bytes(submitted()).rstrip()
    write(folder, content[:-1] + b', "cells": []}')
