"""What each student has in each unit, from nbgrader's gradebook, counted as nbgrader's own export counts it.

nbgrader's CsvExportPlugin: score = max(0, score of the submission - late penalty), and 0 without a submission. Here a
student without a submission has no mark, and one whose written answers nobody has graded yet an unfinished one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import select


class State(Enum):
    """How far a mark is."""

    GRADED = "graded"
    MANUAL = "needs manual grading"
    UNGRADED = "handed in, not graded"
    NONE = "nothing handed in"


@dataclass(frozen=True)
class Mark:
    """One student's mark in one unit."""

    state: State
    # with the late penalty taken off; what is there so far where the state is MANUAL
    points: float = 0.0
    penalty: float = 0.0


@dataclass(frozen=True)
class UnitMarks:
    """The marks of one unit, by student."""

    unit: str
    max_points: float
    marks: dict[str, Mark]

    def of(self, student: str) -> Mark:
        """A student's mark; a student nobody knows of here has handed in nothing."""
        return self.marks.get(student, Mark(State.NONE))


def read_marks(session: Any, unit: str, handed_in: Callable[[str], Sequence[str]]) -> UnitMarks | None:
    """The marks of a unit, through an open session; None if the gradebook has no such unit.

    `handed_in`: unit -> students whose submission lies in submitted/, graded or not.
    """
    from nbgrader import api

    assignment = session.execute(select(api.Assignment).where(api.Assignment.name == unit)).scalar_one_or_none()
    if assignment is None:
        return None
    marks = {student: Mark(State.UNGRADED) for student in handed_in(unit)}
    row = api.SubmittedAssignment
    chosen = select(row.student_id, row.score, row.late_submission_penalty, row.needs_manual_grade)
    for student, score, penalty, manual in session.execute(chosen.where(row.assignment_id == assignment.id)):
        taken = float(penalty or 0.0)
        points = max(0.0, float(score or 0.0) - taken)
        marks[student] = Mark(State.MANUAL if manual else State.GRADED, points, taken)
    return UnitMarks(unit, float(assignment.max_score or 0.0), marks)
