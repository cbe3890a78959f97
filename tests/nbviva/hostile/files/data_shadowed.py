"""Files with the names of a unit's data, and a cell that reads one: it is not there."""

from pathlib import Path

from tiny_master import code, submitted
from tiny_master import hand_in as write

EARNS = 5
SAYS = {"own": "FileNotFoundError"}
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["cells"].append(code("open('data.csv').read()"))
    write(folder, notebook)
    (folder / "data.csv").write_text("t\n101\n")
    (folder / "setup.json").write_text("[]")
