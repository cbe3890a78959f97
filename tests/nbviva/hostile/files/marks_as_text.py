"""nbgrader's marks are a text, a list, and an empty object."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["cell_marks_unreadable", "answer_found_by_id", "marks_removed"]


def hand_in(folder: Path) -> None:
    notebook = submitted()
    by_id = {each["id"]: each for each in notebook["cells"]}
    for name, odd in (("warm", "warm"), ("cool", ["cool"]), ("test_warm", {}), ("test_cool", 5)):
        by_id[name]["metadata"]["nbgrader"] = odd
    write(folder, notebook)
