"""Grades one assignment: examines submissions in processes of their own and records them as they come back, in this one.

What comes back within LINGER_SECONDS is recorded together: the disk is waited for once, and not for each.
A submission can cost its own points and nothing else. One whose examination fails is recorded as refused, with the
reason "internal", points 0, and named at the end; one that ends its examiner is tried once more, alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from time import monotonic
from typing import Any

from .attention import CONCERNS, INTERNAL, most_urgent
from .autograded import Rights
from .batch import Handed
from .collected import collected
from .freshness import Freshness
from .gradebook import GradebookDown
from .mapped import Mapped
from .outcomes import shown
from .place import PlaceError
from .private import course_secret
from .record import Recorder
from .rows import late_penalty
from .settings import Viva
from .unit import UnitError
from .verdict import Difference, Examined, Reason, Verdict
from .worker import Examine

LINGER_SECONDS = 2.0  # what was examined waits for no longer than this to be recorded
MOST = 16  # that are recorded together


@dataclass
class Graded:
    """What a run did."""

    recorded: list[str] = field(default_factory=list)
    # graded before, and nothing has changed that a grade is made from
    skipped: list[str] = field(default_factory=list)
    # recorded, but of at least one notebook nothing could be graded; why
    refused: dict[str, str] = field(default_factory=dict)
    # recorded as refused with the reason "internal": a fault of the grader's
    internal: dict[str, str] = field(default_factory=dict)
    # the gradebook or autograded/ does not have them as they were graded; why
    unrecorded: dict[str, str] = field(default_factory=dict)
    # regraded otherwise than before
    changed: dict[str, list[Difference]] = field(default_factory=dict)
    # recorded, and a person should look at it; the most urgent reason
    look: dict[str, str] = field(default_factory=dict)
    # an assignment of several notebooks: sentences say which
    several: bool = False

    @property
    def exit_status(self) -> int:
        """0; 1 if something could not be recorded; 3 if all is recorded and a person should look at some of it."""
        return 1 if self.unrecorded else 3 if self.need_person else 0

    @property
    def need_person(self) -> int:
        """How many submissions a person should look at."""
        return len(self.refused.keys() | self.internal.keys() | self.unrecorded.keys() | self.look.keys())

    def lines(self) -> Iterator[str]:
        """The run in words."""
        counted = [
            (self.recorded, "recorded"),
            (self.skipped, "unchanged since they were graded, and skipped"),
            (self.refused, "refused"),
            (self.internal, "not examined"),
            (self.look, "for a person to look at"),
            (self.unrecorded, "not recorded"),
        ]
        yield ", ".join(f"{len(found)} {what}" for found, what in counted if found) or "Nothing to grade."
        for student, found in self.changed.items():
            for one in found:
                where = f"{one.notebook}: " if self.several else ""
                yield f"{shown(student)}: {where}{one.sentence}"
        for why in (self.refused, self.internal, self.look, self.unrecorded):
            yield from (f"{shown(student)}: {sentence}" for student, sentence in why.items())


def grade(
    coursedir: Any,
    config: Any,
    assignment_id: str,
    students: Sequence[str],
    *,
    force: bool,
    create_students: bool,
    log: Callable[[str], None],
    notebooks: str = "*",
    examine: Examine | None = None,
    executor: Executor | None = None,
    before: Callable[[str], None] = lambda student: None,
    after: Callable[[str, bool], None] = lambda student, person: None,
    planned: Callable[[int], None] = lambda count: None,
    into: Graded | None = None,
) -> Graded:
    """Grade the submissions of `students` to an assignment. Nothing of one student's stops another's.

    `coursedir` is nbgrader's CourseDirectory; `config` the configurable (an nbgrader app or converter) that carries the
    course's configuration. `notebooks` is a pattern of notebooks' names. `examine` and `executor` stand in for the
    engine's own: the executor's workers must find `examine` by its name. `planned` is told how many will
    be examined; `before` is called with each student, `after` with each and whether a person should look. `into` is
    filled, for who wants to know what was done although an error ended the run. Raises UnitError, GradebookError,
    PrivateError, SandboxError or PlaceError where this place lets nobody be graded; what was recorded before stays.
    """
    viva = Viva(parent=config)
    every = viva.units(coursedir, assignment_id)
    units = [unit for unit in every if fnmatchcase(unit.notebook, notebooks)]
    if not units:
        known = ", ".join(unit.notebook for unit in every)
        raise UnitError(f"Expected notebooks named {notebooks!r} in {assignment_id}, found only {known}.")
    secret = course_secret(Path(coursedir.root) / viva.secret_file)
    penalty = late_penalty(config) if _has_penalties(config) else None
    rights = Rights(getattr(config, "permissions", 444), bool(coursedir.groupshared))
    graded = Graded() if into is None else into
    graded.several = len(every) > 1
    with Recorder(
        coursedir,
        every,
        penalty=penalty,
        create_students=create_students,
        rights=rights,
        log=log,
        busy_seconds=viva.gradebook_seconds,
    ) as recorder:
        graded.changed |= {student: found for student, found in recorder.recovered.items() if found}
        settings = viva.for_assignment(assignment_id)
        freshness = Freshness(coursedir, assignment_id, units, settings)
        known_students = recorder.students()
        todo: list[str] = []
        for student in dict.fromkeys(students):
            stands = student in known_students and not force and freshness.why(student) is None
            (graded.skipped if stands else todo).append(student)
            if stands:
                _note_concerns(graded, student, freshness.recorded(student))
        planned(len(todo))
        run = Mapped(coursedir, assignment_id, units, secret, settings, examine or _engine())
        queue = _Queue(recorder, graded, log, after)
        try:
            for came in run.examined(todo, executor, viva.workers, before, LINGER_SECONDS):
                if came is not None:
                    student, found = came
                    queue.add(Handed(student, found, collected(run.folder(student))))
                queue.record_some()
        except BaseException:
            # Ctrl-C, or no sandbox any more: what is examined already need not be examined again. (What a fault of the
            # place has kept from being recorded waits no more.)
            with suppress(PlaceError, GradebookDown):
                queue.record_all()
            raise
        queue.record_all()
    return graded


class _Queue:
    """Submissions that are examined and not recorded yet."""

    def __init__(
        self, recorder: Recorder, graded: Graded, log: Callable[[str], None], after: Callable[[str, bool], None]
    ) -> None:
        self._recorder = recorder
        self._graded = graded
        self._log = log
        self._after = after
        self._waiting: list[Handed] = []
        self._since = 0.0

    def add(self, handed: Handed) -> None:
        """One more."""
        if not self._waiting:
            self._since = monotonic()
        self._waiting.append(handed)

    def record_some(self) -> None:
        """Record them if they are many, or have waited long enough. Raises PlaceError, GradebookDown."""
        if len(self._waiting) >= MOST or monotonic() - self._since >= LINGER_SECONDS:
            self.record_all()

    def record_all(self) -> None:
        """Record them. Raises PlaceError, GradebookDown."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        found = self._recorder.record_all(batch)
        for handed in batch:
            student = handed.student
            if student in found.failed:
                # Whatever it is, the others go on, and the end says it.
                self._graded.unrecorded[student] = str(found.failed[student])
                self._log(f"{shown(student)}: not recorded. {found.failed[student]}")
            elif student in found.done:
                _note(self._graded, student, handed.examined, found.done[student])
                self._log(f"{shown(student)}: {_in_short(handed.examined)}")
                needs = (self._graded.refused, self._graded.internal, self._graded.look)
                self._after(student, any(student in need for need in needs))
        if found.fault is not None:
            raise found.fault


def submitted(coursedir: Any, assignment: str, student: str = "*") -> list[tuple[str, str]]:
    """The submissions there are, as (assignment, student), sorted; both may be patterns. A notebook is not needed."""
    import glob
    import re

    pattern = coursedir.format_path(coursedir.submitted_directory, student, assignment)
    root = coursedir.root
    if pattern.startswith(root):
        pattern = glob.escape(root) + pattern[len(root) :]
    names = ("(?P<student>[^/]+)", "(?P<assignment>[^/]+)")
    wanted = re.compile(coursedir.format_path(coursedir.submitted_directory, *names, escape=True))
    found = set()
    for path in glob.glob(pattern):  # noqa: PTH207  # the pattern is absolute
        match = wanted.fullmatch(path)
        # What is no folder is a submission too, which the intake refuses by name.
        if match is not None and not Path(path).is_file():
            found.add((match["assignment"], match["student"]))
    return sorted(found)


def _has_penalties(config: Any) -> bool:
    """Whether the course's list of autograding steps still has nbgrader's step for late submissions."""
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import AssignLatePenalties

    steps = config.autograde_preprocessors if isinstance(config, Autograde) else [AssignLatePenalties]
    names = [step if isinstance(step, str) else getattr(step, "__name__", "") for step in steps]
    return any(name.rpartition(".")[2] == AssignLatePenalties.__name__ for name in names)


def _engine() -> Examine:
    from importlib import import_module

    found: Examine = import_module("nbviva.examine").examine
    return found


def _note(graded: Graded, student: str, found: Sequence[Examined], different: list[Difference]) -> None:
    graded.recorded.append(student)
    if different:
        graded.changed[student] = different
    _note_concerns(graded, student, [one["verdict"] for one in found])


def _note_concerns(graded: Graded, student: str, verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        if verdict["status"] != "refused":
            need = most_urgent(verdict)
            if need is not None:
                graded.look[student] = f"{CONCERNS[need.concern].name}: {need.sentence}"
            continue
        reasons = [cell["reason"] for cell in verdict["cells"] if cell["reason"]]
        first = reasons[0] if reasons else Reason(code="", sentence="Refused.", detail="")
        where = graded.internal if first["code"] == INTERNAL else graded.refused
        detail = f" ({first['detail'].strip()})" if first["code"] == INTERNAL and first["detail"] else ""
        where[student] = first["sentence"] + detail


def _in_short(found: Sequence[Examined]) -> str:
    verdicts = [one["verdict"] for one in found]
    if any(verdict["status"] == "refused" for verdict in verdicts):
        return "refused"
    points = sum(verdict["points"] for verdict in verdicts)
    return f"{points:g} of {sum(verdict['max_points'] for verdict in verdicts):g} points"
