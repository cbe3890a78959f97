"""Verdicts -> rows of nbgrader's gradebook: the same that stock nbgrader's SaveAutoGrades and AssignLatePenalties make.

What a person has entered (manual scores, extra credit, manual comments, extensions) is never written here. Only rows
that change are written. The caller opens the transaction and commits it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from .gradebook import GradebookError
from .verdict import Verdict

Penalty = Callable[[str, float, float], float | None]
"""Student, score of a notebook, seconds late -> what is taken off it; None for nothing."""

_STUDENT, _SUBMITTED = api.Student.__table__, api.SubmittedAssignment.__table__
_NOTEBOOK, _GRADE, _COMMENT = api.SubmittedNotebook.__table__, api.Grade.__table__, api.Comment.__table__


@dataclass(frozen=True)
class Marked:
    """One notebook of a submission, as far as the gradebook is concerned."""

    verdict: Verdict
    # by grade_id of each solution or task cell: nbgrader's automatic comment, or None
    comments: Mapping[str, str | None]


@dataclass
class _Cells:
    """Ids in the gradebook of one notebook and its cells by name."""

    id: str
    grades: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    solutions: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)


class Rows:
    """Writes the rows of one assignment through a session."""

    def __init__(self, session: Session, assignment: str, penalty: Penalty | None) -> None:
        """`penalty`: None where the course gives none. Raises GradebookError if there is no such assignment."""
        self._session = session
        self._penalty = penalty
        found = session.execute(
            select(api.Assignment.__table__.c.id, api.Assignment.__table__.c.duedate).where(
                api.Assignment.__table__.c.name == assignment
            )
        ).one_or_none()
        if found is None:
            raise GradebookError(
                f"The gradebook has no assignment {assignment!r}. Run `nbgrader generate_assignment {assignment}`."
            )
        self._assignment, self._duedate = found
        self._notebooks = self._read()
        session.rollback()

    def _read(self) -> dict[str, _Cells]:
        table = api.Notebook.__table__
        chosen = select(table.c.name, table.c.id).where(table.c.assignment_id == self._assignment)
        notebooks = {name: _Cells(identity) for name, identity in self._session.execute(chosen)}
        for cells in notebooks.values():
            base = api.BaseCell.__table__
            rows = self._session.execute(
                select(base.c.id, base.c.name, base.c.type).where(base.c.notebook_id == cells.id)
            )
            for identity, name, kind in rows:
                of = {"GradeCell": cells.grades, "TaskCell": cells.tasks, "SolutionCell": cells.solutions}.get(kind)
                if of is not None:
                    of[name] = identity
            for worth in (api.GradeCell.__table__, api.TaskCell.__table__):
                names = {identity: name for name, identity in (cells.grades | cells.tasks).items()}
                points = select(worth.c.id, worth.c.max_score).where(worth.c.id.in_(names))
                cells.points |= {names[identity]: float(value) for identity, value in self._session.execute(points)}
        return notebooks

    def students(self) -> set[str]:
        """Those who have a submission of this assignment in the gradebook."""
        chosen = select(_SUBMITTED.c.student_id).where(_SUBMITTED.c.assignment_id == self._assignment)
        found = set(self._session.execute(chosen).scalars())
        self._session.rollback()
        return found

    def write(self, student: str, marked: Sequence[Marked], moment: datetime | None, *, create_student: bool) -> None:
        """Bring a submission's rows to what the verdicts say.

        Raises GradebookError for a student whom the gradebook does not know and who may not be created, and for
        verdicts about other cells than the gradebook's.
        """
        for one in marked:
            self._check(one.verdict)
        submission, moment, extension = self._submission(student, moment, create_student)
        notebooks = self._mirrored(submission)
        for one in marked:
            cells, identity = self._notebooks[one.verdict["notebook"]], notebooks[one.verdict["notebook"]]
            self._grades(cells, identity, one.verdict)
            self._comments(cells, identity, one.comments)
        if self._penalty is None:
            return
        due = None if self._duedate is None else self._duedate + extension if extension is not None else self._duedate
        late = 0.0 if moment is None or due is None else max(0.0, (moment - due).total_seconds())
        for one in marked:
            self._late(student, notebooks[one.verdict["notebook"]], late)

    def _check(self, verdict: Verdict) -> None:
        """Raise GradebookError unless the verdict speaks of the gradebook's cells, with points that they can earn."""
        cells = self._notebooks.get(verdict["notebook"])
        if cells is None:
            raise GradebookError(f"The gradebook has no notebook {verdict['notebook']!r} in this assignment.")
        said = {cell["name"]: cell for cell in verdict["cells"] if cell["kind"] in ("test", "written", "task")}
        if len(said) != len(cells.points) or said.keys() != cells.points.keys():
            raise GradebookError(
                f"{verdict['notebook']}: expected verdicts on {', '.join(cells.points)}, found {', '.join(said)}. "
                "The assignment was generated anew while it was graded: grade again."
            )
        for name, cell in said.items():
            points = cell["points"]
            if points is not None and not (math.isfinite(points) and 0 <= points <= cells.points[name]):
                raise GradebookError(f"{name}: expected points from 0 to {cells.points[name]:g}, found {points}.")

    def _submission(self, student: str, moment: datetime | None, create: bool) -> tuple[str, datetime | None, Any]:
        """The submission's id, when it was handed in, and the extension; made if it is new."""
        execute = self._session.execute
        if execute(select(_STUDENT.c.id).where(_STUDENT.c.id == student)).one_or_none() is None:
            if not create:
                raise GradebookError(
                    f"The gradebook knows no student {student!r}. Run `nbgrader db student add {student}`, or set "
                    "c.Autograde.create_student = True."
                )
            execute(insert(_STUDENT).values(id=student))
        chosen = select(_SUBMITTED.c.id, _SUBMITTED.c.timestamp, _SUBMITTED.c.extension).where(
            _SUBMITTED.c.assignment_id == self._assignment, _SUBMITTED.c.student_id == student
        )
        row = execute(chosen).one_or_none()
        if row is None:
            identity = api.new_uuid()
            values = {"id": identity, "assignment_id": self._assignment, "student_id": student, "timestamp": moment}
            execute(insert(_SUBMITTED).values(values))
            return identity, moment, None
        if moment is not None and row.timestamp != moment:
            execute(update(_SUBMITTED).where(_SUBMITTED.c.id == row.id).values(timestamp=moment))
        # Like nbgrader: where the collector left no time, the former one stands.
        return row.id, moment or row.timestamp, row.extension

    def _mirrored(self, submission: str) -> dict[str, str]:
        """The ids of the submission's notebooks, with a row for each cell: all of the assignment's, as nbgrader does."""
        execute = self._session.execute
        chosen = select(_NOTEBOOK.c.notebook_id, _NOTEBOOK.c.id).where(_NOTEBOOK.c.assignment_id == submission)
        there: dict[str, str] = {row.notebook_id: row.id for row in execute(chosen)}
        made = [
            {"id": api.new_uuid(), "assignment_id": submission, "notebook_id": cells.id}
            for cells in self._notebooks.values()
            if cells.id not in there
        ]
        if made:
            execute(insert(_NOTEBOOK), made)
            there |= {row["notebook_id"]: row["id"] for row in made}
        for table, wanted in ((_GRADE, ("grades", "tasks")), (_COMMENT, ("solutions", "tasks"))):
            known = select(table.c.notebook_id, table.c.cell_id).where(table.c.notebook_id.in_(list(there.values())))
            have = {(row.notebook_id, row.cell_id) for row in execute(known)}
            new = [
                {"notebook_id": there[cells.id], "cell_id": cell}
                for cells in self._notebooks.values()
                for kind in wanted
                for cell in getattr(cells, kind).values()
                if (there[cells.id], cell) not in have
            ]
            if new:
                execute(insert(table), new)
        return {name: there[cells.id] for name, cells in self._notebooks.items()}

    def _grades(self, cells: _Cells, notebook: str, verdict: Verdict) -> None:
        chosen = select(
            _GRADE.c.id, _GRADE.c.cell_id, _GRADE.c.auto_score, _GRADE.c.manual_score, _GRADE.c.needs_manual_grade
        ).where(_GRADE.c.notebook_id == notebook)
        rows = {row.cell_id: row for row in self._session.execute(chosen.with_for_update())}
        for cell in verdict["cells"]:
            row = rows.get(cells.grades.get(cell["name"]) or cells.tasks.get(cell["name"]))
            if row is None or cell["kind"] not in ("test", "written", "task"):
                continue
            auto: float | None = 0.0 if verdict["status"] == "refused" else cell["points"]
            # A grade that a person gave to the work before this one is for a person to look at again.
            needs = auto is None or row.manual_score is not None
            if cell["name"] in cells.tasks and auto is None:
                # nbgrader leaves a task's row to the person who grades it; only a refusal before this has to go.
                needs = True if row.auto_score is not None else row.needs_manual_grade
            if (row.auto_score, row.needs_manual_grade) != (auto, needs):
                values = {"auto_score": auto, "needs_manual_grade": needs}
                self._session.execute(update(_GRADE).where(_GRADE.c.id == row.id).values(values))

    def _comments(self, cells: _Cells, notebook: str, comments: Mapping[str, str | None]) -> None:
        names = {identity: name for name, identity in (cells.solutions | cells.tasks).items()}
        chosen = select(_COMMENT.c.id, _COMMENT.c.cell_id, _COMMENT.c.auto_comment)
        for row in self._session.execute(chosen.where(_COMMENT.c.notebook_id == notebook)).all():
            said = comments.get(names.get(row.cell_id, ""))
            if row.auto_comment != said:
                self._session.execute(update(_COMMENT).where(_COMMENT.c.id == row.id).values(auto_comment=said))

    def _late(self, student: str, notebook: str, seconds: float) -> None:
        penalty = None
        if seconds > 0 and self._penalty is not None:
            score = select(api.SubmittedNotebook.score).where(api.SubmittedNotebook.id == notebook)
            penalty = self._penalty(student, float(self._session.execute(score).scalar_one()), seconds)
        chosen = select(_NOTEBOOK.c.late_submission_penalty).where(_NOTEBOOK.c.id == notebook)
        if self._session.execute(chosen).scalar_one() != penalty:
            change = update(_NOTEBOOK).where(_NOTEBOOK.c.id == notebook).values(late_submission_penalty=penalty)
            self._session.execute(change)


def late_penalty(parent: Any) -> Penalty:
    """The penalty that the course has configured for nbgrader's AssignLatePenalties, whose checks it keeps.

    `parent` is the configurable that carries the course's configuration.
    """
    from types import SimpleNamespace

    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(parent=parent)
    step.init_plugin()

    def penalty(student: str, score: float, seconds: float) -> float | None:
        found = step.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if found is None else float(step._check_late_penalty(SimpleNamespace(score=score), found))

    return penalty
