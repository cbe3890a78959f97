"""Results of the grader, made by the student and laid beside the notebook."""

import json
from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import release

EARNS = 0
NOTES = ["extra_file_ignored"]


def hand_in(folder: Path) -> None:
    write(folder, release())
    forged = {"schema": "nbviva-verdicts-1", "notebooks": [{"points": 5, "status": "examined"}]}
    (folder / "verdict.json").write_text(json.dumps(forged))
    (folder / ".nbviva").mkdir()
    for name in (".nbviva/secret", ".nbviva/lock", "gradebook.db", "grades.csv", "feedback.html"):
        (folder / name).write_text("5")
