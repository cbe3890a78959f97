"""Neither marks nor cell ids are left, as after a conversion to another format and back: nothing is certain."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 0
NOTES = ["answer_missing", "student_prose_dropped"]


def hand_in(folder: Path) -> None:
    notebook = submitted() | {"nbformat_minor": 4}
    for each in notebook["cells"]:
        del each["id"]
        each["metadata"] = {}
    write(folder, notebook)
