"""The one writer: puts what was examined into the gradebook and into autograded/, both or none.

Several submissions are recorded together (`record_all`): what has come meanwhile waits for the disk once, and not each by
itself. In this order, while no other run records (`nbviva.private.one_writer`):

    1. each submission's whole folder is written beside its place and brought onto the disk: the intent (`autograded`)
    2. one transaction brings the gradebook's rows to what the intents' verdict.json and notebooks say, each submission
       within a savepoint: one that the gradebook refuses costs itself
    3. the folders go to their places, each in one step; the old ones are removed

Ended by force before 1 is done for a submission, nothing of it has happened. Ended later, its intent is still there, and
the next run begins by doing 2 and 3 again from it; both can be done twice. So the end is that of a run that nobody
disturbed, and recording the same thing again writes nothing at all. Instructors' manual scores and comments are never
written.

A power cut loses no more than an end by force: submissions that were examined and not recorded yet, which the next run
examines again. What 3 renamed is not waited for: should a power cut undo it, the intent is there again, which was on the
disk before the gradebook was told. So there is never a grade without its notebook. The gradebook's own journal is left
as nbgrader has it: another mode would be another mode for nbgrader, too, and the faster ones fail on network folders.

A fault of the place (no room, read-only, a gradebook that is locked for long: `place`, `gradebook`) stops the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy.exc import OperationalError

from . import autograded
from .autograded import Draft, Rights
from .batch import Handed, Recorded
from .collected import NAME as TIMESTAMP
from .collected import Collected, from_text
from .contents import contents, marked, marked_again, recorded
from .gradebook import BUSY_SECONDS, GradebookDown, GradebookError, opened, patiently, try_writing_to
from .place import PlaceError, explained, is_fault, try_writing
from .private import one_writer
from .rows import Marked, Penalty, Rows
from .unit import Unit
from .verdict import FILE_NAME, Difference, Examined, differences, read

T = TypeVar("T")


@dataclass
class _Plan:
    """One submission on its way into the records."""

    handed: Handed
    final: Path
    marked: list[Marked]
    differences: list[Difference]
    # None: the folder is there already
    draft: Draft | None
    ready: Path | None = None


class Recorder:
    """Records submissions of one assignment; a context manager that holds the gradebook's session."""

    def __init__(
        self,
        coursedir: Any,
        units: Sequence[Unit],
        *,
        penalty: Penalty | None = None,
        create_students: bool = True,
        rights: Rights | None = None,
        log: Callable[[str], None] = lambda line: None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """`coursedir` is nbgrader's CourseDirectory, `units` all those of the assignment. Raises ValueError for none.

        `busy_seconds`: how long to wait for a gradebook that another program has locked.
        """
        if not units:
            raise ValueError("expected the units of an assignment, found none")
        self._coursedir = coursedir
        self._course = Path(coursedir.root)
        self._units = {unit.notebook: unit for unit in units}
        self._assignment = units[0].assignment
        self._penalty = penalty
        self._create = create_students
        self._rights = rights or Rights(664 if coursedir.groupshared else 444, bool(coursedir.groupshared))
        self._log = log
        self._busy_seconds = busy_seconds
        self._stack = ExitStack()
        self.recovered: dict[str, list[Difference]] = {}
        """Students whose submission an ended run had examined and this one recorded, with what changed."""

    def __enter__(self) -> Self:
        """Open the gradebook, try whether it and autograded/ can be written, and finish what an ended run has begun.

        Raises PlaceError, GradebookError.
        """
        with ExitStack() as stack:
            url = self._coursedir.db_url
            self._session = stack.enter_context(
                opened(url, writing=True, busy_seconds=self._busy_seconds, log=self._log)
            )
            self._rows = self._patiently(lambda: Rows(self._session, self._assignment, self._penalty))
            self._patiently(lambda: try_writing_to(self._session))
            try_writing(self._autograded)
            self._recover()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def students(self) -> set[str]:
        """Those whose submission the gradebook knows."""
        return self._patiently(self._rows.students)

    def record(self, student: str, examined: Sequence[Examined], when: Collected) -> list[Difference]:
        """Record the notebooks of one submission; return what is graded otherwise than before.

        Notebooks of the assignment that are not among `examined` keep what was recorded of them. Raises GradebookError,
        OSError; the next submission can be recorded all the same, unless it is a PlaceError or GradebookDown.
        """
        found = self.record_all([Handed(student, examined, when)])
        if found.fault is not None:
            raise found.fault
        if student in found.failed:
            raise found.failed[student]
        return found.done[student]

    def record_all(self, batch: Sequence[Handed]) -> Recorded:
        """Record several submissions, of one student each, in one go."""
        result = Recorded()
        try:
            with one_writer(self._course):
                self._record_all(batch, result)
        except PlaceError as problem:
            result.fault = problem
        return result

    # --- a batch

    def _record_all(self, batch: Sequence[Handed], result: Recorded) -> None:
        plans: list[_Plan] = []
        for handed in batch:
            try:
                plans.append(self._plan(handed))
            except Exception as problem:
                if self._stops(problem, result):
                    break
                result.failed[handed.student] = problem
        plans = self._made_ready(plans, result)
        kept = False
        try:
            self._patiently(lambda: self._write_all(plans, result))
        except GradebookDown as problem:
            result.fault = problem
            # What is ready needs no second examination once the other program has let go.
            kept = problem.busy
        for plan in plans:
            student = plan.handed.student
            if result.fault is not None and kept:
                continue
            if student in result.failed or (result.fault is not None and student not in result.done):
                self._clear(plan.final)
                continue
            try:
                if plan.ready is None:
                    autograded.clear(plan.final)
                else:
                    autograded.publish(plan.final, plan.ready)
            except OSError as problem:
                # The gradebook has it, and the intent stays: the next run puts the folder in its place.
                del result.done[student]
                if not self._stops(problem, result):
                    result.failed[student] = problem

    def _plan(self, handed: Handed) -> _Plan:
        final = self._final(handed.student)
        self._finish(final)
        old = recorded(final)
        files, verdicts = contents(self._units, final, handed.student, handed.examined, handed.when, old)
        draft = None
        if not autograded.holds(final, files):
            try:
                draft = autograded.draft(final, files, self._rights)
            except OSError:
                self._clear(final)
                raise
        return _Plan(handed, final, marked(handed.examined), differences(old, verdicts), draft)

    def _made_ready(self, plans: list[_Plan], result: Recorded) -> list[_Plan]:
        """Those of which the folder is ready. Together, if that goes well; else each by itself, to know who is to blame."""
        wanted = [plan for plan in plans if plan.draft is not None]
        try:
            for plan, place in zip(wanted, autograded.ready([p.draft for p in wanted if p.draft]), strict=True):
                plan.ready = place
            return plans
        except OSError as problem:
            for plan in wanted:
                self._clear(plan.final)
            if self._stops(problem, result):
                return []
            if len(plans) == 1:
                result.failed[plans[0].handed.student] = problem
                return []
        good: list[_Plan] = []
        for plan in plans:
            try:
                good += self._made_ready([self._plan(plan.handed)], result)
            except OSError as problem:
                result.failed[plan.handed.student] = problem
        return good

    def _write_all(self, plans: Sequence[_Plan], result: Recorded) -> None:
        """Tell the gradebook of all of them, or of none. Raises OperationalError."""
        done: dict[str, list[Difference]] = {}
        failed: dict[str, Exception] = {}
        if plans:
            # With SQLite the transaction begins by holding the gradebook alone.
            with self._session.begin():
                for plan in plans:
                    handed = plan.handed
                    try:
                        with self._session.begin_nested():
                            self._rows.write(
                                handed.student, plan.marked, handed.when.moment, create_student=self._create
                            )
                        done[handed.student] = plan.differences
                    except OperationalError:
                        raise
                    except UnicodeEncodeError:
                        failed[handed.student] = GradebookError(
                            f"{handed.student!r} is no name that a gradebook can hold. Rename the folder."
                        )
                    except Exception as problem:
                        failed[handed.student] = problem
        result.done |= done
        result.failed |= failed

    def _stops(self, problem: Exception, result: Recorded) -> bool:
        """Whether it is a fault of the place; it is noted, then."""
        if isinstance(problem, PlaceError | GradebookDown):
            result.fault = problem
        elif is_fault(problem):
            assert isinstance(problem, OSError)
            result.fault = explained(problem, self._autograded)
        return result.fault is not None

    def _clear(self, final: Path) -> None:
        with suppress(OSError):
            autograded.clear(final)

    def _patiently(self, work: Callable[[], T]) -> T:
        return patiently(work, self._busy_seconds, self._log, self._session.rollback)

    @property
    def _autograded(self) -> Path:
        return Path(self._course, self._coursedir.autograded_directory)

    def _final(self, student: str) -> Path:
        directory = self._coursedir.autograded_directory
        return Path(self._coursedir.format_path(directory, student, self._assignment))

    # --- what an ended run left

    def _recover(self) -> None:
        pattern = self._coursedir.format_path(self._coursedir.autograded_directory, "*", self._assignment)
        # Held even if nothing is left over: where it cannot be, it is said before anybody is examined.
        with one_writer(self._course):
            for final in autograded.left_overs(pattern):
                try:
                    self._finish(final)
                except OSError as problem:
                    raise explained(problem, self._autograded) from problem

    def _finish(self, final: Path) -> None:
        """Do again what an ended run meant to do in this place."""
        for ready in autograded.intents(final):
            try:
                verdicts = read(ready / FILE_NAME)
                if verdicts["assignment"] != self._assignment:
                    return
                student = verdicts["student"]
                changed = differences(recorded(final), verdicts)
                rows = [marked_again(ready, verdict) for verdict in verdicts["notebooks"]]
                stamp = ready / TIMESTAMP
                when = from_text(stamp.read_text(encoding="utf-8").strip()) if stamp.is_file() else Collected()
                self._patiently(lambda s=student, r=rows, w=when: self._write(s, r, w))  # type: ignore[misc]
            except GradebookDown:
                raise
            except (GradebookError, OSError, ValueError, KeyError) as problem:
                if is_fault(problem):
                    raise
                self._log(
                    f"{final}: an ended run was about to record this, and it fits the assignment no more ({problem}). "
                    "Grade it again with --force."
                )
                continue
            autograded.publish(final, ready)
            self.recovered[student] = changed
            self._log(f"{final}: recorded what an ended run had examined.")
        autograded.clear(final)

    def _write(self, student: str, rows: Sequence[Marked], when: Collected) -> None:
        with self._session.begin():
            self._rows.write(student, rows, when.moment, create_student=self._create)
