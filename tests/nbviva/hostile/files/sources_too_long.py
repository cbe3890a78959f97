"""Sources of many millions of characters in all."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 0
SAYS = {"test_warm": "Shorten it", "test_cool": "Shorten it"}
REASONS = {"test_warm": "not_taken", "test_cool": "not_taken"}
NOTES = ["sources_too_long"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"] += [code("#" + "x" * 200_000, id=f"own{n}") for n in range(30)]
    write(folder, notebook)
