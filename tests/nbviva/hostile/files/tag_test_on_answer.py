"""An answer and a cell of the student's own claim to be tests, which the examiner would run."""

from pathlib import Path

from tiny_master import cell, code, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["tags_changed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0\n2"
    cell(notebook, "warm")["metadata"]["tags"] = ["nbviva:test"]
    cell(notebook, "guess")["metadata"]["tags"] = ["nbviva:setup"]
    notebook["cells"].insert(2, code("2", metadata={"tags": ["nbviva:test"]}))
    write(folder, notebook)
