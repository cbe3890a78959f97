"""What is on record of one graded assignment: verdict.json files and the gradebook's rows, read and never written.

A file that is missing, of another version or damaged costs its own line in the report and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..gradebook import opened
from ..grading import submitted
from ..roles import grader_data
from ..unit import Unit
from ..verdict import FILE_NAME, VerdictFile, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEYS = {"status", "cells", "submission", "events", "look", "seconds", "sandbox", "master_sha256", "versions"}
_CELL_KEYS = {"name", "kind", "status", "points", "max_points", "seconds", "reason", "checks"}


@dataclass(frozen=True)
class Submission:
    """One student's submission."""

    # the name of the folder
    student: str
    # None: nothing of ours is on record; `unread` says why
    verdict: VerdictFile | None
    unread: str = ""
    # the gradebook's points so far, late penalty taken off; None where the gradebook has no such submission
    points: float | None = None
    # names of the cells that wait for a person's points, by notebook
    waiting: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Records:
    """All that the report is made from."""

    assignment: str
    units: tuple[Unit, ...]
    submissions: tuple[Submission, ...]
    # students of the gradebook who handed in nothing
    absent: tuple[str, ...]
    # (notebook, name of the folder) -> the autograded notebook
    notebooks: Mapping[tuple[str, str], Path] = field(default_factory=dict)

    @property
    def worth(self) -> float:
        """The most that can be earned, by tests and from a person together."""
        return sum(float(grader_data(cell).get("points") or 0) for unit in self.units for cell in unit.master["cells"])


def records(coursedir: Any, assignment: str, units: Sequence[Unit]) -> Records:
    """Read what is on record of an assignment. `coursedir` is nbgrader's CourseDirectory.

    Raises GradebookError if there is no gradebook.
    """
    with opened(coursedir.db_url) as session:
        rows, everyone = _rows(session, assignment)
    handed_in = {student for _, student in submitted(coursedir, assignment)}
    found: list[Submission] = []
    notebooks: dict[tuple[str, str], Path] = {}
    for student in sorted(rows.keys() | handed_in):
        points, waiting = rows.get(student, (None, ()))
        folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
        verdict, unread = _verdict(folder / FILE_NAME, student)
        found.append(Submission(student, verdict, unread, points, waiting))
        notebooks |= {(unit.notebook, student): folder / f"{unit.notebook}.ipynb" for unit in units}
    absent = tuple(sorted(everyone - rows.keys() - handed_in))
    return Records(assignment, tuple(units), tuple(found), absent, notebooks)


def _verdict(path: Path, student: str) -> tuple[VerdictFile | None, str]:
    if "/" in student or student in (".", ".."):
        return None, "Its name is no name of a folder."
    try:
        found = read(path)
        whole = all(
            verdict.keys() >= _KEYS and all(cell.keys() >= _CELL_KEYS for cell in verdict["cells"])
            for verdict in found["notebooks"]
        )
    except FileNotFoundError:
        return None, "Not graded yet, or not by nbviva."
    except ValueError as problem:
        other = "expected the schema" in str(problem)
        return None, "Graded by another version of nbviva." if other else "Its verdict.json is damaged."
    except (OSError, KeyError, TypeError, AttributeError):
        return None, "Its verdict.json cannot be read."
    return (found, "") if whole else (None, "Its verdict.json is damaged.")


def _rows(
    session: Session, assignment: str
) -> tuple[dict[str, tuple[float | None, tuple[tuple[str, str], ...]]], set[str]]:
    """Student -> (points, cells that wait for a person) of those who handed in, and everyone in the gradebook."""
    from nbgrader import api
    from sqlalchemy import select

    handed, books, grades = (model.__table__ for model in (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade))
    base, notebook, known = (model.__table__ for model in (api.BaseCell, api.Notebook, api.Assignment))
    execute = session.execute
    everyone = set(execute(select(api.Student.__table__.c.id)).scalars())
    students = {
        row.id: str(row.student_id)
        for row in execute(
            select(handed.c.id, handed.c.student_id)
            .join(known, handed.c.assignment_id == known.c.id)
            .where(known.c.name == assignment)
        )
    }
    of_book: dict[str, tuple[str, str]] = {}
    points: dict[str, float] = dict.fromkeys(students.values(), 0.0)
    chosen = (
        select(books.c.id, books.c.assignment_id, books.c.late_submission_penalty, notebook.c.name)
        .join(notebook, books.c.notebook_id == notebook.c.id)
        .join(known, notebook.c.assignment_id == known.c.id)
        .where(known.c.name == assignment)
    )
    for row in execute(chosen):
        student = students.get(row.assignment_id)
        if student is not None:
            of_book[row.id] = (student, str(row.name))
            points[student] -= float(row.late_submission_penalty or 0.0)
    waiting: dict[str, list[tuple[str, str]]] = {student: [] for student in points}
    of_grade = (
        select(
            grades.c.notebook_id,
            grades.c.auto_score,
            grades.c.manual_score,
            grades.c.extra_credit,
            grades.c.needs_manual_grade,
            base.c.name,
        )
        .join(base, grades.c.cell_id == base.c.id)
        .join(notebook, base.c.notebook_id == notebook.c.id)
        .join(known, notebook.c.assignment_id == known.c.id)
        .where(known.c.name == assignment)
    )
    for row in execute(of_grade):
        if row.notebook_id not in of_book:
            continue
        student, name = of_book[row.notebook_id]
        # nbgrader's rule for a cell's score.
        score = row.manual_score if row.manual_score is not None else row.auto_score
        points[student] += float(score or 0.0) + float(row.extra_credit or 0.0)
        if row.needs_manual_grade:
            waiting[student].append((name, str(row.name)))
    return {s: (max(0.0, points[s]), tuple(sorted(waiting[s]))) for s in points}, everyone
