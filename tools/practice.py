"""Three students who never were hand in unit 1, for whoever grades for the first time (docs/instructor-guide.md).

python tools/practice.py        ada: all right; ben: nothing written; cyn: two mistakes, and a day late. Into downloaded/
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from course import ROOT, notebook_path
from sample_class import Student, hand_in

UNIT = "01_one_weight"
FOLDER = ROOT / "downloaded"
ON_TIME, LATE = datetime(2027, 3, 1, 11, tzinfo=UTC), datetime(2027, 3, 2, 9, tzinfo=UTC)
PRACTICE = (
    (
        Student("ada", "Ada", "Byron", "All right.", writes="The weight acts along several paths, and slopes add up."),
        ON_TIME,
    ),
    (Student("ben", "Ben", "Okafor", "Nothing written.", stops_after=""), ON_TIME),
    (
        Student(
            "cyn",
            "Cyn",
            "Lindqvist",
            "Compares no shapes, and walks uphill.",
            wrong={UNIT: ("mse/A8_no_look_at_the_shapes", "descend/E7_plus")},
            writes="It adds because PyTorch does so.",
        ),
        LATE,
    ),
)


def main() -> int:
    """Write downloaded/<student>_<notebook>; 1 if the unit is not released or files of that name are there."""
    released = ROOT / "release" / UNIT
    name = notebook_path(UNIT).name
    if not (released / name).is_file():
        print(f"Expected release/{UNIT}/{name}, found none: release the unit first.", file=sys.stderr)
        return 1
    targets = {student.id: FOLDER / f"{student.id}_{name}" for student, _ in PRACTICE}
    taken = [path for path in targets.values() if path.exists()]
    if taken:
        names = ", ".join(path.name for path in taken)
        print(f"downloaded/ holds {names} already: move what is there to another place first.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        for student, when in PRACTICE:
            hand_in(student, UNIT, released, Path(temporary), "")
            shutil.copyfile(Path(temporary) / student.id / UNIT / name, targets[student.id])
            os.utime(targets[student.id], (when.timestamp(), when.timestamp()))
            print(f"downloaded/{targets[student.id].name}: {student.story} {when:%Y-%m-%d %H:%M} UTC")
    return 0


if __name__ == "__main__":
    sys.exit(main())
