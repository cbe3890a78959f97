"""One answer as it was handed out."""

from pathlib import Path

from tiny_master import cell, release, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"test_warm": "NotImplementedError"}
REASONS = {"test_warm": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = cell(release(), "warm")["source"]
    write(folder, notebook)
