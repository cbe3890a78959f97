"""Keys that are special to other languages' objects."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    notebook["__proto__"] = notebook["metadata"]["constructor"] = {"nbgrader": {"grade_id": "warm"}}
    for each in notebook["cells"]:
        each["metadata"]["__class__"] = each["__dict__"] = {"a": 1}
    write(folder, notebook)
