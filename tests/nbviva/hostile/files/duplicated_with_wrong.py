"""A second, wrong version of the answer under the first: the last one defines the name, as in Jupyter."""

from pathlib import Path

from tiny_master import copied, place, submitted
from tiny_master import hand_in as write

EARNS = 3
REASONS = {"test_warm": "not_passed"}
NOTES = ["answer_in_pieces"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    worse = copied(notebook, "warm", source="def warm(t):\n    return 0")
    notebook["cells"].insert(place(notebook, "warm") + 1, worse)
    write(folder, notebook)
