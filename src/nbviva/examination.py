"""One examination, cell by cell in the notebook's order: what the student's process runs, what the examiner asks.

It runs in a process of its own (`nbviva.examiner`), one for each submission. A test cell earns points only by running to
its end here: the number it ends in, or all of them if it ends in none. Everything else earns none and has a reason.
"""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nbformat.notebooknode import from_dict

from nbviva.attachments import plain_names
from nbviva.candidate import Candidate, Start
from nbviva.draws import drawn, seed
from nbviva.judged import CellRecord, name_of, refused, verdict_on
from nbviva.names import names, own
from nbviva.outputs import examiners, nbformat_of
from nbviva.reasons import not_taken, reason
from nbviva.rebuild import Rebuilt, rebuild
from nbviva.roles import grader_data, key_of
from nbviva.sanitise import clean_markdown, clean_outputs
from nbviva.session import Lost
from nbviva.shell import CellShell, Ran
from nbviva.standins import remember_source
from nbviva.student_side import SENDER, SendHelpers
from nbviva.submission import Refusal, Submission
from nbviva.telling import Telling
from nbviva.unit import Unit
from nbviva.wire import messages as m
from nbviva.wire.limits import MIB, Deadline, Limits

HUNG_SECONDS = 5.0  # for a cell that earns nothing, once a cell or a question was too slow
SHOW_SECONDS = 20.0  # for making one cell's text and outputs safe; it takes milliseconds
_STATUS = {"too_slow": "timed_out", "submission_time": "timed_out", "submission_over": "not_reached"}
TOGETHER = 30  # cells of the notebook, at most, that the student's process is sent at once
NOTEBOOK_OF_CELLS = 16  # a notebook's outputs may be as large as those of so many cells that show all they may
_TEST_ITSELF = "the test cell itself"
_STATUS |= {"too_many_restarts": "not_reached", "setup_failed": "not_reached"}


@dataclass
class Settings:
    """Limits and choices of one examination; the traits of `nbviva.settings.Viva` say what they mean."""

    cell_seconds: float = 60.0
    call_seconds: float = 30.0
    submission_seconds: float = 600.0
    output_kibibytes: int = 256
    message_mebibytes: int = 64
    memory_mebibytes: int = 4096
    restarts_count: int = 10
    tensors: bool = True
    devices: tuple[str, ...] = ("cpu", "meta")
    draw_variable: str = "NBVIVA_DRAW"
    # keep what both processes said, for a person to read
    transcript: bool = False
    # language -> code -> sentence, see `nbviva.reasons.translations`
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    # run these test cells and no other, and no plain cell; empty: everything
    only: tuple[str, ...] = ()
    look_for: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wire(self) -> Limits:
        """Of one message."""
        return Limits(message_bytes=self.message_mebibytes * MIB, tensors=self.tensors, devices=self.devices)

    @property
    def output_characters(self) -> int:
        """Of one cell."""
        return self.output_kibibytes * 1024


# told which cell begins, and how many seconds it may take at most
Progress = Callable[[str, float], None]


class Examination:
    """Examines one submission."""

    def __init__(
        self,
        unit: Unit,
        settings: Settings,
        shell: CellShell,
        start: Start,
        key: bytes,
        progress: Progress = lambda cell, seconds: None,
        banned: Mapping[str, dict[str, str]] | None = None,
    ) -> None:
        """`key`: the secret of this student and notebook. `banned`: test cells that broke an examiner before."""
        self.settings = settings
        self._use(unit)
        self.shell = shell
        self.key = key
        self._progress = progress
        self._banned = banned or {}
        self._began = time.monotonic()
        self._deadline = Deadline.after(settings.submission_seconds)
        self._events: list[dict[str, str | None]] = []
        self._counter = 0
        self._bytes_shown = 0  # bytes, about, of the outputs of the student's cells so far
        self._setup_failed = ""
        self._hung = False
        self._raised: dict[str, str] = {}  # name -> the answer cell that was to give it, and ended in an error
        self._heard_lost: list[Lost] = []
        self._dead_names: dict[str, str] = {}
        self.draw = ""
        self.transcript: list[str] | None = [] if settings.transcript else None
        self._candidate = Candidate(
            start,
            settings.wire,
            cell_seconds=settings.cell_seconds,
            call_seconds=settings.call_seconds,
            output_characters=settings.output_characters,
            restarts=settings.restarts_count,
            deadline=self._deadline,
            note=self._note,
            tell=self.transcript.append if self.transcript is not None else None,
        )
        self._tests = {name for name, role in unit.roles.items() if role == "test"}
        self._namespace: Any = shell.user_ns
        self._namespace[SENDER] = self._sent_over
        self.shell.ast_transformers.append(SendHelpers())

    @property
    def grade_ids(self) -> frozenset[str]:
        """Of the master's cells."""
        found = (grader_data(cell).get("grade_id") for cell in self.unit.master["cells"])
        return frozenset(str(name) for name in found if name)

    def refuse(self, refusal: Refusal) -> dict[str, Any]:
        """The record of a submission that could not be taken."""
        nothing = Submission(file="", sha256="", sources=())
        rebuilt = self._rebuilt(nothing)
        why = not_taken(refusal.outcome)
        records = refused(self.unit, rebuilt, why, self._telling)
        made = self._made(rebuilt, records, (refusal.outcome, *refusal.notes), refusal, "refused")
        # Where it is seen first; the test cells say it too, because a card belongs to each score.
        said = [f'<div lang="{tag}">\n\n{clean_markdown(text)[0]}\n\n</div>' for tag, text in self._telling.told(why)]
        top = {"cell_type": "markdown", "id": "not-taken", "metadata": {}, "source": "\n\n".join(said)}
        if "id" not in next(iter(made["notebook"]["cells"]), {"id": ""}):
            del top["id"]
        made["verdict"]["cells"].insert(0, vars(CellRecord(str(top.get("id", "cell 1")), "plain", "skipped")))
        made["notebook"]["cells"].insert(0, from_dict(top))  # type: ignore[no-untyped-call]
        return made

    def run(self, taken: Submission) -> dict[str, Any]:
        """Examine it: {"notebook": ..., "verdict": ...}."""
        self._use(self.unit.handed_out_as(taken.sources))
        rebuilt = self._rebuilt(taken)
        self.draw = drawn(self.key, taken.sha256)
        records: list[CellRecord] = []
        self._namespace.begin(self._asked_for)
        begun = 0
        try:
            for index, cell in enumerate(rebuilt.notebook["cells"]):
                role = rebuilt.roles[index]
                key = name_of(self.unit, rebuilt, index)
                if begun <= index and self._runs(cell, role, key):
                    begun = self._begin(rebuilt, index)
                records.append(self._cell(cell, role, key, rebuilt.origins[index] is not None))
        finally:
            self._namespace.end()
        return self._made(rebuilt, records, (*taken.notes, *rebuilt.notes), taken, "examined")

    def close(self) -> None:
        """End the student's process."""
        self._candidate.close()

    def _use(self, unit: Unit) -> None:
        self.unit = unit
        self._telling = Telling(unit.languages, self.settings.translations)
        self._masters = {
            key_of(cell, index): cell["source"]
            for index, cell in enumerate(unit.master["cells"])
            if cell["cell_type"] == "code"
        }

    def _rebuilt(self, taken: Submission) -> Rebuilt:
        return rebuild(_notebook(self.unit.master), taken, self.unit.released, known_roles=self.unit.roles)

    # --- cells

    def _runs(self, cell: dict[str, Any], role: str, name: str) -> bool:
        """Whether the student's process will run it."""
        left_out = name in self._banned or (self.settings.only and role == "plain")
        return cell["cell_type"] == "code" and role != "test" and not left_out

    def _begin(self, rebuilt: Rebuilt, index: int) -> int:
        """Send the student's process all its cells up to the next test, from this one on; the place where they end."""
        first = name_of(self.unit, rebuilt, index)
        self._progress(first, self._deadline.left() + self.settings.cell_seconds)
        cells: list[tuple[str, str]] = []
        given: list[str] = []
        for place, cell in enumerate(rebuilt.notebook["cells"][index : index + TOGETHER], index):
            role, name = rebuilt.roles[place], name_of(self.unit, rebuilt, place)
            if self._runs(cell, role, name):
                cells.append((name, cell["source"]))
                given += self.unit.given.get(name, ()) if role == "answer" else ()
            elif cell["cell_type"] == "code":
                break
        self._candidate.begin(cells, given)
        return place + 1

    def _cell(self, cell: dict[str, Any], role: str, name: str, students: bool) -> CellRecord:
        began = time.monotonic()
        data = grader_data(cell)
        if name in self._banned and name not in self._tests:
            return self._left_out(cell, role, name)
        is_code = cell["cell_type"] == "code"
        self._progress(name, self._deadline.left() + self.settings.cell_seconds if is_code else SHOW_SECONDS)
        # Before its text is made safe: that may add a sign.
        untouched = bool(data.get("solution")) and cell["source"] == self.unit.released.get(name)
        if not is_code:
            if students:
                if cell.get("attachments"):
                    cell["source"], cell["attachments"] = plain_names(cell["source"], cell["attachments"])
                cell["source"], _ = clean_markdown(cell["source"], cell.get("attachments", {}))
            record = CellRecord(name, "plain", "skipped")
        else:
            cell["outputs"], cell["execution_count"] = [], None
            if self.settings.only and (role == "plain" or (role == "test" and name not in self.settings.only)):
                kind = "test" if data.get("grade") else "plain"
                points = (0.0, float(data.get("points", 0))) if kind == "test" else (None, None)
                return CellRecord(name, kind, "not_reached" if kind == "test" else "skipped", *points)
            if self.transcript is not None:
                self.transcript.append(f"--- {role} {name}")
            if role == "test" and data.get("grade"):
                record = self._test(cell, name, float(data.get("points", 0)))
            elif role == "test":
                record = self._shown_here(cell, name)
            else:
                record = self._run(cell, role, name)
        if data.get("grade") and record.kind != "test":
            record.kind, record.max_points = "written", float(data.get("points", 0))
            # nbgrader's rule: a written answer that nobody touched has no points; a locked text is a person's to grade.
            record.status, record.points = ("untouched", 0.0) if untouched else ("manual", None)
        elif data.get("task"):
            record.kind, record.status, record.max_points = "task", "manual", float(data.get("points", 0))
        record.seconds = round(time.monotonic() - began, 4)
        return record

    def _left_out(self, cell: dict[str, Any], role: str, name: str) -> CellRecord:
        """A cell of the student's that broke an examiner before, by what it says or by what it puts out."""
        why, data = self._banned[name], grader_data(cell)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            self._telling.say(cell, why)
        else:
            cell["source"] = why["sentence"]
        if data.get("grade"):
            return CellRecord(name, "written", "manual", None, float(data.get("points", 0)), reason=why)
        for given in self.unit.given.get(name, ()):
            self._dead_names[given] = name
        return CellRecord(name, role, "crashed" if cell["cell_type"] == "code" else "skipped", reason=why)

    def _run(self, cell: dict[str, Any], role: str, name: str) -> CellRecord:
        """An answer, plain or setup cell: in the student's process; a setup cell here as well."""
        record = CellRecord(name, role, "ran")
        remember_source(name, cell["source"])
        try:
            # Once something has hung, cells that earn nothing and call it again must not hang as long again.
            brief = min(HUNG_SECONDS, self.settings.cell_seconds) if self._hung and role == "plain" else None
            ran = self._candidate.run(name, cell["source"], brief)
            record.status = "ran" if ran.error is None else "raised"
            if ran.error is not None:
                self._raised |= dict.fromkeys(self.unit.given.get(name, ()), name)
            self._progress(name, SHOW_SECONDS)
            self._show(cell, self._outputs_of(ran), ran.left_out)
        except Lost as lost:
            record.status = _STATUS.get(lost.code, "crashed")
            self._hung = self._hung or lost.code == "too_slow"
            record.reason = self._reason(lost, brief or self.settings.cell_seconds)
            self._telling.say(cell, record.reason)
            for given in self.unit.given.get(name, ()):
                self._dead_names[given] = name
        ours = own(self._masters.get(name, ""))
        if role == "answer":
            self._namespace.give_up(self.unit.given.get(name, ()), ours.defined)
        if role in ("answer", "plain"):
            self._import(ours.imports)
        if role == "setup":
            here = self._here(name, cell["source"])
            if here.error is not None and "raises-exception" not in cell["metadata"].get("tags", []):
                self._setup_failed = name
                record.status = "raised"
            self._show(cell, here.outputs, here.left_out, ours=True)
        self._count(cell)
        return record

    def _import(self, statements: Iterable[str]) -> None:
        """Import here what the master's own cell imports, wherever that cell runs: a test that says np means its own
        NumPy, and the student's would answer as the student likes."""
        for statement in statements:
            # What goes wrong here is said by the cell itself, or by the test that needs it. Shown is nothing.
            self.shell.run("imports", statement, 0)

    def _test(self, cell: dict[str, Any], name: str, points: float) -> CellRecord:
        record = CellRecord(name, "test", "not_reached", 0.0, points)
        if name in self._banned:
            record.reason = self._banned[name]
            record.status = _STATUS.get(record.reason["code"], "crashed")
        elif self._setup_failed:
            record.reason = reason("setup_failed", self._setup_failed)
        elif not self._deadline.left():
            record.reason = reason("submission_over")
        else:
            self._asked_by_test(cell, record)
        graded = bool(grader_data(cell).get("grade"))
        if record.reason is not None and (graded or record.reason["code"] != "not_passed"):
            self._telling.say(cell, record.reason)
        self._count(cell)
        return record

    def _shown_here(self, cell: dict[str, Any], name: str) -> CellRecord:
        """A cell that only the examiner may run and that earns nothing: a table of gradients beside autograd's."""
        record = self._test(cell, name, 0.0)
        status = {"passed": "ran", "failed": "raised", "partial": "ran"}.get(record.status, record.status)
        return CellRecord(name, "setup", status, reason=record.reason)

    def _asked_by_test(self, cell: dict[str, Any], record: CellRecord) -> None:
        assert record.max_points is not None
        seed(drawn(self.key, self.draw, record.name), self.settings.draw_variable)
        lost: list[Lost] = []
        try:
            self._candidate.session()  # a fresh process runs the earlier cells again: not on this cell's time
        except Lost as none:
            record.status, record.reason = _STATUS.get(none.code, "crashed"), self._reason(none)
            return
        self._progress(record.name, self.settings.cell_seconds + self.settings.call_seconds)
        self._candidate.begin_test(record.name)
        with self._limited(lost):
            try:
                self._candidate.ask_ahead(self._needed(cell["source"]))
                ran = self._here(record.name, cell["source"], lost)
            except Lost as early:  # before the cell itself has begun
                ran = Ran([], 0, None, early)
        if over := self._candidate.end_test():
            if self._candidate.forgive(over, record.name):
                self._asked_by_test(cell, record)
                return
            lost.append(over)
        elif any(each.code == "too_slow" for each in lost):
            self._candidate.abandon(lost[0])
        if isinstance(ran.error, Lost):
            lost.append(ran.error)
        own = [output for output in ran.outputs if not (lost and output["output_type"] == "error")]
        self._show(cell, own, ran.left_out, ours=True)
        record.checks = [
            {"mime": mime, "data": content}
            for output in ran.outputs
            for mime, content in output.get("data", {}).items()
            if mime.startswith("application/vnd.") and mime.endswith("+json")
        ]
        if lost:
            self._hung = self._hung or lost[0].code == "too_slow"
            record.status, record.reason = _STATUS.get(lost[0].code, "crashed"), self._reason(lost[0])
        elif ran.error is not None:
            record.status = "failed"
            broken = self._raised.get(getattr(ran.error, "name", None) or "") if type(ran.error) is NameError else None
            if broken:
                record.reason = reason("answer_failed", cell=_called(broken))
            else:
                record.reason = reason("not_passed", type(ran.error).__name__)
        else:
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
        return [name for name in asked if name not in self._dead_names]

    def _here(self, name: str, source: str, lost: list[Lost] | None = None) -> Ran:
        """Run a cell of the master's in this process."""
        self._heard_lost = lost if lost is not None else []
        return self.shell.run(name, source, self.settings.output_characters)

    @contextmanager
    def _limited(self, lost: list[Lost]) -> Iterator[None]:
        """End a test cell that a student's values keep busy here; what C code is stuck in, `nbviva.examiner` ends."""

        def ring(*_: object) -> None:
            lost.append(Lost("too_slow", _TEST_ITSELF))
            raise lost[-1]

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self.settings.cell_seconds, self._deadline.left())))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    # --- what test cells ask

    def _asked_for(self, name: str) -> object:
        if name in self._dead_names:
            raise self._keep(Lost("needs_dead_cell", self._dead_names[name]))
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

    # --- the record

    def _outputs_of(self, ran: m.RanCell) -> list[dict[str, Any]]:
        return [nbformat_of(output) for output in ran.outputs]

    def _show(self, cell: dict[str, Any], outputs: list[dict[str, Any]], left_out: int, ours: bool = False) -> None:
        if ours:
            cell["outputs"] = [examiners(output) for output in outputs]
        else:
            most = self.settings.output_characters * 8
            # Thousands of cells, each within its limit, would make a notebook that nobody can open or store.
            room = max(0, min(most, NOTEBOOK_OF_CELLS * most - self._bytes_shown))
            if room:
                cell["outputs"], names = clean_outputs(outputs, room)
                left_out += sum(not name.endswith("made safe") for name in names)
            else:
                cell["outputs"] = []
                left_out += len(outputs)
            self._bytes_shown += len(json.dumps(cell["outputs"])) if cell["outputs"] else 0
        if left_out:
            self._telling.say(cell, reason("outputs_cut", found=left_out))

    def _count(self, cell: dict[str, Any]) -> None:
        self._counter += 1
        cell["execution_count"] = self._counter
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = self._counter

    def _note(self, code: str, cell: str, detail: str) -> None:
        self._events.append({**reason(code, detail, cell=_called(cell)), "cell": cell or None})

    def _reason(self, lost: Lost, seconds: float | None = None) -> dict[str, str]:
        """`seconds`: what it had, if it was no call."""
        if seconds is None:
            seconds = self.settings.cell_seconds if lost.detail == _TEST_ITSELF else self.settings.call_seconds
        limit = {
            "too_slow": f"{seconds:g} s",
            "submission_time": f"{self.settings.submission_seconds:g} s",
            "memory": f"{self.settings.memory_mebibytes} MiB",
        }.get(lost.code, "")
        return reason(lost.code, lost.detail, limit=limit, cell=_called(lost.detail))

    def _made(
        self, rebuilt: Rebuilt, records: list[CellRecord], notes: Any, origin: Submission | Refusal, status: str
    ) -> dict[str, Any]:
        verdict = verdict_on(
            self.unit,
            rebuilt,
            records,
            notes,
            origin,
            status,
            events=self._events,
            draw=self.draw,
            look_for=self.settings.look_for,
            seconds=time.monotonic() - self._began,
        )
        made = {"notebook": rebuilt.notebook, "verdict": verdict}
        return made if self.transcript is None else made | {"transcript": self.transcript}


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


def _called(cell: str) -> str:
    """What a sentence about "the cell ..." calls it: `cell 4`, a student's own, is "the cell 4"."""
    return cell.removeprefix("cell ")


def _notebook(master: dict[str, Any]) -> Any:
    return from_dict(master)  # type: ignore[no-untyped-call]
