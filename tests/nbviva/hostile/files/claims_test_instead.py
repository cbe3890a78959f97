"""The real test is gone, and an answer claims its name: the answer is missing then."""

from pathlib import Path

from tiny_master import cell, marks, place, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"test_warm": "NotImplementedError"}
NOTES = ["answer_missing", "test_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    del notebook["cells"][place(notebook, "test_warm")]
    cell(notebook, "warm")["metadata"] = marks("test_warm", points=2)
    write(folder, notebook)
