"""Three hundred unknown names, to hide among the notes that a test was changed."""

from pathlib import Path

from tiny_master import cell, code, marks, submitted
from tiny_master import hand_in as write

EARNS = 3
NOTES = ["unknown_grade_id", "test_changed", "marks_changed", "more_notes"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    cell(notebook, "warm")["source"] = "def warm(t):\n    return 0"
    cell(notebook, "test_warm")["source"] = "assert True"
    cell(notebook, "test_warm")["metadata"]["nbgrader"]["points"] = 1000
    notebook["cells"][1:1] = [code("1", id=f"own{n}", metadata=marks(f"own{n}")) for n in range(300)]
    write(folder, notebook)
