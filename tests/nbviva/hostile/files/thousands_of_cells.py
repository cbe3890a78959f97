"""Three thousand cells."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "at most 2000", "test_cool": "at most 2000"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["too_many_cells"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] += [code("pass", id=f"own{n}") for n in range(3000)]
    write(folder, notebook)
