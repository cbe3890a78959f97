"""An answer that imports a module of the student's own, which is not part of the unit."""

from pathlib import Path

from tiny_master import ANSWERS, cell, submitted
from tiny_master import hand_in as write

EARNS = 3
SAYS = {"warm": "No module named"}
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "from my_helper import warm"
    write(folder, notebook)
    (folder / "my_helper.py").write_text(ANSWERS["warm"] + "\n")
