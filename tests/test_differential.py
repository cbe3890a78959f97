"""Honest submissions have the same rows in the gradebook whether stock nbgrader or the engine graded them.

The submissions are drawn from the bank of answers: every answer of it stands in one of them, so do untouched, half-done
and broken ones. Stock nbgrader takes seconds for each, so this is a slow test.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from course import bank, exercises, source, units  # noqa: E402
from grader import nbgrader  # noqa: E402
from sample_class import CLASS, hand_in  # noqa: E402

ROWS = """
SELECT student.id, cell.name, grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade
FROM grade
JOIN base_cell AS cell ON cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment AS handed ON handed.id = submitted_notebook.assignment_id
JOIN student ON student.id = handed.student_id
ORDER BY 1, 2
"""
COMMENTS = """
SELECT student.id, cell.name, comment.auto_comment, comment.manual_comment
FROM comment
JOIN base_cell AS cell ON cell.id = comment.cell_id
JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
JOIN submitted_assignment AS handed ON handed.id = submitted_notebook.assignment_id
JOIN student ON student.id = handed.student_id
ORDER BY 1, 2
"""
MOST = 5
HANDED_IN = "SELECT student_id, timestamp FROM submitted_assignment ORDER BY 1"


def rows(gradebook: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(gradebook)) as database:
        return {query: database.execute(query).fetchall() for query in (ROWS, COMMENTS, HANDED_IN)}


def from_the_bank(unit: str) -> list[dict[str, str]]:
    """Answers by exercise, so that each answer of the bank occurs; what runs out is answered as the reference does.

    Stock nbgrader needs many seconds for each: of every unit but the second, which has them all, MOST stand here.

    `train` calls the other functions: its answers stand beside the reference's.
    """
    keys = [exercise.key for exercise in exercises(unit) if not exercise.by_hand]
    reference = {key: source(unit, key) for key in keys}
    pieces = [key for key in keys if key != "train"]
    found = []
    for each in zip_longest(*(bank(unit, key) for key in pieces)):
        found.append(reference | {key: answer.source for key, answer in zip(pieces, each, strict=True) if answer})
    found += [reference | {"train": answer.source} for answer in bank(unit, "train")] if "train" in keys else []
    return found if unit.startswith("02") else found[:: max(1, len(found) // MOST)]


@pytest.mark.slow
@pytest.mark.parametrize("unit", units())
def test_rows_are_those_of_stock_nbgrader(unit: str, tmp_path: Path) -> None:
    import json

    folder = tmp_path / "course"
    for name in ("source", "i18n"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    private = folder / ".jupyter"
    nbgrader(folder, "generate_assignment", unit, private=private)
    released = folder / "release" / unit
    for minute, student in enumerate(CLASS):
        hand_in(student, unit, released, folder / "submitted", f"2027-03-01 11:{minute:02}:00 UTC")
    for number, answers in enumerate(from_the_bank(unit)):
        place = folder / "submitted" / f"bank{number:02}" / unit
        shutil.copytree(released, place)
        for path in place.glob("*.ipynb"):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            for cell in notebook["cells"]:
                name = cell["metadata"].get("nbgrader", {}).get("grade_id")
                if name in answers:
                    cell["source"] = answers[name]
            path.write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copy(folder / "gradebook.db", folder / "stock.db")
    nbgrader(folder, "autograde", unit, private=private)
    shutil.rmtree(folder / "autograded")
    # The same course without the engine's line: nbgrader as it is.
    without = config.replace("\nnbviva.install(c)\n", "\n")
    assert without != config
    (folder / "nbgrader_config.py").write_text(without, encoding="utf-8")
    nbgrader(folder, "autograde", unit, private=private, gradebook=folder / "stock.db")
    engine, stock = rows(folder / "gradebook.db"), rows(folder / "stock.db")
    for query in (HANDED_IN, ROWS, COMMENTS):
        differing = sorted(set(engine[query]) ^ set(stock[query]), key=str)
        assert not differing, "\n".join(map(str, differing[:20]))
    assert len(engine[ROWS]) >= len(exercises(unit)) * (len(CLASS) + MOST)
