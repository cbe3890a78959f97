"""Cards of the grader, saved as outputs under the tests."""

from pathlib import Path

from tiny_master import cell, release
from tiny_master import hand_in as write

EARNS = 0
REASONS = {"test_warm": "not_passed"}


def hand_in(folder: Path) -> None:
    notebook = release()
    card = {"application/vnd.byhand.check+json": {"passed": True, "points": 2}, "text/plain": "2"}
    for name in ("test_warm", "test_cool"):
        cell(notebook, name)["outputs"] = [{"output_type": "display_data", "data": card, "metadata": {}}]
        cell(notebook, name)["metadata"]["nbviva"] = {"points": 2, "status": "passed"}
    write(folder, notebook)
