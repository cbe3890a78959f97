"""The cells that run in the examiner's own process: setup, what the master imports, and the tests, which ask the student.

A test cell earns points only by running to its end here: the number it ends in, or all of them if it ends in none.
Everything else earns none and has a reason.
"""

from __future__ import annotations

import math
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from nbviva.candidate import Candidate
from nbviva.draws import drawn, seed
from nbviva.judged import CellRecord
from nbviva.lost import TEST_ITSELF, Lost, called, status_of
from nbviva.names import Own, names
from nbviva.reasons import reason
from nbviva.roles import grader_data
from nbviva.shell import CellShell, Ran
from nbviva.showing import Showing
from nbviva.student_side import SENDER, SendHelpers
from nbviva.telling import Telling
from nbviva.terms import Progress, Settings
from nbviva.wire.limits import Deadline


class OurCells:
    """Runs, for one submission, what is ours beside what is the student's."""

    def __init__(
        self,
        settings: Settings,
        shell: CellShell,
        candidate: Candidate,
        *,
        showing: Showing,
        telling: Telling,
        seeds: tuple[bytes, str],
        deadline: Deadline,
        progress: Progress,
    ) -> None:
        """`seeds`: the student's key, and the draw of this submission; each test cell has a draw of its own from them."""
        self._settings = settings
        self._shell = shell
        self._candidate = candidate
        self._showing = showing
        self._telling = telling
        self._key, self._draw = seeds
        self._deadline = deadline
        self._progress = progress
        self._heard_lost: list[Lost] = []
        self._setup_failed = ""
        self._raised: dict[str, str] = {}  # name -> the answer cell that was to give it, and ended in an error
        self._dead: dict[str, str] = {}  # name -> the cell that was to give it, and cannot be run
        self.hung = False
        """Whether the student's process, or a test over what it gave, took longer than it may."""
        self._namespace: Any = shell.user_ns
        self._namespace[SENDER] = self._sent_over
        shell.ast_transformers.append(SendHelpers())

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Meanwhile, names that are not ours are asked of the student's process."""
        self._namespace.begin(self._asked_for)
        try:
            yield
        finally:
            self._namespace.end()

    def raised(self, given: Iterable[str], cell: str) -> None:
        """The student's cell that was to give these names ended in an error."""
        self._raised |= dict.fromkeys(given, cell)

    def died(self, given: Iterable[str], cell: str) -> None:
        """The student's cell that was to give these names cannot be run."""
        self._dead |= dict.fromkeys(given, cell)

    def give_up(self, given: Iterable[str], ours: Own) -> None:
        """These names are the student's from here on; `ours`: what the master's own cell defines."""
        self._namespace.give_up(given, ours.defined)

    def import_as(self, ours: Own) -> None:
        """Import here what the master's own cell imports, wherever that cell runs: a test that says np means its own
        NumPy, and the student's would answer as the student likes."""
        for statement in ours.imports:
            # What goes wrong here is said by the cell itself, or by the test that needs it. Shown is nothing.
            self._shell.run("imports", statement, 0)

    def setup(self, cell: dict[str, Any], record: CellRecord) -> None:
        """Run a setup cell, which has run in the student's process too, and show what it puts out here."""
        ran = self._here(record.name, cell["source"])
        if ran.error is not None and "raises-exception" not in cell["metadata"].get("tags", []):
            self._setup_failed = record.name
            record.status = "raised"
        self._showing.ours(cell, ran.outputs, ran.left_out)

    def test(self, cell: dict[str, Any], name: str, points: float, banned: dict[str, str] | None = None) -> CellRecord:
        """Run a test cell for so many points. `banned`: why it must not run."""
        record = CellRecord(name, "test", "not_reached", 0.0, points)
        if banned is not None:
            record.status, record.reason = status_of(banned["code"]), banned
        elif self._setup_failed:
            record.reason = reason("setup_failed", self._setup_failed)
        elif not self._deadline.left():
            record.reason = reason("submission_over")
        else:
            self._asked(cell, record)
        graded = bool(grader_data(cell).get("grade"))
        if record.reason is not None and (graded or record.reason["code"] != "not_passed"):
            self._telling.say(cell, record.reason)
        self._showing.number(cell)
        return record

    def shown(self, cell: dict[str, Any], name: str, banned: dict[str, str] | None = None) -> CellRecord:
        """Run a cell that only the examiner may run and that earns nothing: a table of gradients beside autograd's."""
        record = self.test(cell, name, 0.0, banned)
        status = {"passed": "ran", "failed": "raised", "partial": "ran"}.get(record.status, record.status)
        return CellRecord(name, "setup", status, reason=record.reason)

    # --- a test cell

    def _asked(self, cell: dict[str, Any], record: CellRecord) -> None:
        seed(drawn(self._key, self._draw, record.name), self._settings.draw_variable)
        lost: list[Lost] = []
        try:
            self._candidate.session()  # a fresh process runs the earlier cells again: not on this cell's time
        except Lost as none:
            record.status, record.reason = status_of(none.code), none.reason(self._settings)
            return
        self._progress(record.name, self._settings.cell_seconds + self._settings.call_seconds)
        self._candidate.begin_test(record.name)
        with self._limited(lost):
            try:
                self._candidate.ask_ahead(self._needed(cell["source"]))
                ran = self._here(record.name, cell["source"], lost)
            except Lost as early:  # before the cell itself has begun
                ran = Ran([], 0, None, early)
        if over := self._candidate.end_test():
            if self._candidate.forgive(over, record.name):
                self._asked(cell, record)
                return
            lost.append(over)
        elif any(each.code == "too_slow" for each in lost):
            self._candidate.abandon(lost[0])
        if isinstance(ran.error, Lost):
            lost.append(ran.error)
        shown = [output for output in ran.outputs if not (lost and output["output_type"] == "error")]
        self._showing.ours(cell, shown, ran.left_out)
        record.checks = [
            {"mime": mime, "data": content}
            for output in ran.outputs
            for mime, content in output.get("data", {}).items()
            if mime.startswith("application/vnd.") and mime.endswith("+json")
        ]
        if lost:
            self.hung |= lost[0].code == "too_slow"
            record.status, record.reason = status_of(lost[0].code), lost[0].reason(self._settings)
        else:
            self._judge(ran, record)

    def _judge(self, ran: Ran, record: CellRecord) -> None:
        """What a test cell has earned that ran without losing the student's process."""
        assert record.max_points is not None
        if ran.error is not None:
            record.status = "failed"
            missing = getattr(ran.error, "name", None) if type(ran.error) is NameError else None
            if broken := self._raised.get(missing or ""):
                record.reason = reason("answer_failed", cell=called(broken))
            else:
                record.reason = reason("not_passed", type(ran.error).__name__)
            return
        record.points, fault = _earned(ran.value, record.max_points)
        if fault:
            record.status, record.reason = "failed", fault
        elif record.points >= record.max_points:
            record.status = "passed"
        else:
            record.status = "partial" if record.points else "failed"

    def _needed(self, source: str) -> list[str]:
        """The student's names in a test cell; not those that died with their cell, which it is told when it asks."""
        found = names(source)
        asked = [] if found is None else self._namespace.theirs(found.taken)
        return [name for name in asked if name not in self._dead]

    def _here(self, name: str, source: str, lost: list[Lost] | None = None) -> Ran:
        """Run a cell of the master's in this process."""
        self._heard_lost = lost if lost is not None else []
        return self._shell.run(name, source, self._settings.output_characters)

    @contextmanager
    def _limited(self, lost: list[Lost]) -> Iterator[None]:
        """End a test cell that a student's values keep busy here; what C code is stuck in, `nbviva.examiner` ends."""

        def ring(*_: object) -> None:
            lost.append(Lost("too_slow", TEST_ITSELF))
            raise lost[-1]

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self._settings.cell_seconds, self._deadline.left())))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    # --- what test cells ask

    def _asked_for(self, name: str) -> object:
        if name in self._dead:
            raise self._keep(Lost("needs_dead_cell", self._dead[name]))
        try:
            return self._candidate.get(name)
        except Lost as lost:
            raise self._keep(lost) from None

    def _sent_over(self, name: str, source: str) -> object:
        return self._candidate.session().call("nbviva:define", (name, source))

    def _keep(self, lost: Lost) -> Lost:
        """Remember it: a test that caught it by `except BaseException` has lost its cell all the same."""
        self._heard_lost.append(lost)
        return lost


def _earned(value: object, points: float) -> tuple[float, dict[str, str] | None]:
    """The points of a test cell that ran to its end with this value; a reason if it is no score."""
    import numpy as np  # here: a course of plain tests pays for nothing it does not use

    kind = type(value)
    if kind is bool or not (kind in (int, float) or isinstance(value, np.integer | np.floating)):
        return points, None
    number = float(value)  # type: ignore[arg-type]
    if math.isfinite(number) and 0 <= number <= points:
        return number, None
    return 0.0, reason("not_a_score", found=f"{number:g}", limit=f"{points:g}")
