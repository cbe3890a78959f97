"""Names of cells that are no texts."""

from pathlib import Path

from tiny_master import code, marks, submitted
from tiny_master import hand_in as write

EARNS = 5
NOTES = ["cell_marks_unreadable"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    for number, odd in enumerate((None, 5, True, ["warm"], {"warm": 1}, 1e300)):
        made = code("1", id=f"odd{number}", metadata=marks("x"))
        made["metadata"]["nbgrader"]["grade_id"] = odd
        notebook["cells"].append(made)
    write(folder, notebook)
