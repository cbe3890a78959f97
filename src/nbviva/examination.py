"""One examination, cell by cell in the notebook's order: what the student's process runs, what the examiner asks.

It runs in a process of its own (`nbviva.examiner`), one for each submission.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from nbviva.attachments import plain_names
from nbviva.candidate import Candidate, Start
from nbviva.draws import drawn
from nbviva.judged import CellRecord, name_of, verdict_on
from nbviva.lost import Lost, called, status_of
from nbviva.names import own
from nbviva.our_cells import OurCells
from nbviva.outputs import nbformat_of
from nbviva.reasons import reason
from nbviva.rebuild import Rebuilt, rebuild
from nbviva.roles import grader_data, key_of
from nbviva.sanitise import clean_markdown
from nbviva.shell import CellShell
from nbviva.showing import Showing
from nbviva.standins import remember_source
from nbviva.submission import Submission
from nbviva.telling import Telling
from nbviva.terms import Progress, Settings
from nbviva.unit import Unit
from nbviva.wire.limits import Deadline

HUNG_SECONDS = 5.0  # for a cell that earns nothing, once a cell or a question was too slow
SHOW_SECONDS = 20.0  # for making one cell's text and outputs safe; it takes milliseconds
TOGETHER = 30  # cells of the notebook, at most, that the student's process is sent at once


class Examination:
    """Examines one submission."""

    def __init__(
        self,
        unit: Unit,
        taken: Submission,
        settings: Settings,
        shell: CellShell,
        start: Start,
        key: bytes,
        progress: Progress = lambda cell, seconds: None,
        banned: Mapping[str, dict[str, str]] | None = None,
    ) -> None:
        """`unit`: in the words in which it was handed out. `key`: the secret of this student and notebook.

        `banned`: cells that broke an examiner before, and what is said of them.
        """
        self._began = time.monotonic()
        self._unit = unit
        self._taken = taken
        self._settings = settings
        self._progress = progress
        self._banned = banned or {}
        self._deadline = Deadline.after(settings.submission_seconds)
        self._events: list[dict[str, str | None]] = []
        self._draw = drawn(key, taken.sha256)
        self._transcript: list[str] | None = [] if settings.transcript else None
        self._telling = Telling(unit.languages, settings.translations)
        self._showing = Showing(self._telling, settings.output_characters)
        self._masters = {
            key_of(cell, index): cell["source"]
            for index, cell in enumerate(unit.master["cells"])
            if cell["cell_type"] == "code"
        }
        self._candidate = Candidate(
            start,
            settings.wire,
            cell_seconds=settings.cell_seconds,
            call_seconds=settings.call_seconds,
            output_characters=settings.output_characters,
            restarts=settings.restarts_count,
            deadline=self._deadline,
            note=self._note,
            tell=self._transcript.append if self._transcript is not None else None,
        )
        self._ours = OurCells(
            settings,
            shell,
            self._candidate,
            showing=self._showing,
            telling=self._telling,
            seeds=(key, self._draw),
            deadline=self._deadline,
            progress=progress,
        )

    def run(self) -> dict[str, Any]:
        """Examine it: {"notebook": ..., "verdict": ...}."""
        rebuilt = rebuild(self._unit.master, self._taken, self._unit.released, known_roles=self._unit.roles)
        records: list[CellRecord] = []
        begun = 0
        with self._ours.asking():
            for index, cell in enumerate(rebuilt.notebook["cells"]):
                role = rebuilt.roles[index]
                name = name_of(self._unit, rebuilt, index)
                if begun <= index and self._runs(cell, role, name):
                    begun = self._begin(rebuilt, index)
                records.append(self._cell(cell, role, name, rebuilt.origins[index] is not None))
        verdict = verdict_on(
            self._unit,
            rebuilt,
            records,
            (*self._taken.notes, *rebuilt.notes),
            self._taken,
            "examined",
            events=self._events,
            draw=self._draw,
            look_for=self._settings.look_for,
            seconds=time.monotonic() - self._began,
        )
        made = {"notebook": rebuilt.notebook, "verdict": verdict}
        return made if self._transcript is None else made | {"transcript": self._transcript}

    def close(self) -> None:
        """End the student's process."""
        self._candidate.close()

    # --- cells

    def _runs(self, cell: dict[str, Any], role: str, name: str) -> bool:
        """Whether the student's process will run it."""
        left_out = name in self._banned or (self._settings.only and role == "plain")
        return cell["cell_type"] == "code" and role != "test" and not left_out

    def _begin(self, rebuilt: Rebuilt, index: int) -> int:
        """Send the student's process all its cells up to the next test, from this one on; the place where they end."""
        first = name_of(self._unit, rebuilt, index)
        self._progress(first, self._deadline.left() + self._settings.cell_seconds)
        cells: list[tuple[str, str]] = []
        given: list[str] = []
        for place, cell in enumerate(rebuilt.notebook["cells"][index : index + TOGETHER], index):
            role, name = rebuilt.roles[place], name_of(self._unit, rebuilt, place)
            if self._runs(cell, role, name):
                cells.append((name, cell["source"]))
                given += self._unit.given.get(name, ()) if role == "answer" else ()
            elif cell["cell_type"] == "code":
                break
        self._candidate.begin(cells, given)
        return place + 1

    def _cell(self, cell: dict[str, Any], role: str, name: str, students: bool) -> CellRecord:
        began = time.monotonic()
        data, banned = grader_data(cell), self._banned.get(name)
        if banned is not None and role != "test":
            return self._left_out(cell, role, name, banned)
        # Before its text is made safe: that may add a sign.
        untouched = bool(data.get("solution")) and cell["source"] == self._unit.released.get(name)
        if cell["cell_type"] == "code":
            record = self._code(cell, role, name, banned)
        else:
            record = self._text(cell, name, students)
        if data.get("grade") and record.kind != "test":
            record.kind, record.max_points = "written", float(data.get("points", 0))
            # nbgrader's rule: a written answer that nobody touched has no points; a locked text is a person's to grade.
            record.status, record.points = ("untouched", 0.0) if untouched else ("manual", None)
        elif data.get("task"):
            record.kind, record.status, record.max_points = "task", "manual", float(data.get("points", 0))
        record.seconds = round(time.monotonic() - began, 4)
        return record

    def _text(self, cell: dict[str, Any], name: str, students: bool) -> CellRecord:
        self._progress(name, SHOW_SECONDS)
        if students:
            if cell.get("attachments"):
                cell["source"], cell["attachments"] = plain_names(cell["source"], cell["attachments"])
            cell["source"], _ = clean_markdown(cell["source"], cell.get("attachments", {}))
        return CellRecord(name, "plain", "skipped")

    def _code(self, cell: dict[str, Any], role: str, name: str, banned: dict[str, str] | None) -> CellRecord:
        self._progress(name, self._deadline.left() + self._settings.cell_seconds)
        cell["outputs"], cell["execution_count"] = [], None
        only, data = self._settings.only, grader_data(cell)
        points = float(data.get("points", 0))
        if only and (role == "plain" or (role == "test" and name not in only)):
            graded = CellRecord(name, "test", "not_reached", 0.0, points)
            return graded if data.get("grade") else CellRecord(name, "plain", "skipped")
        if self._transcript is not None:
            self._transcript.append(f"--- {role} {name}")
        if role != "test":
            return self._run(cell, role, name)
        return (
            self._ours.test(cell, name, points, banned) if data.get("grade") else self._ours.shown(cell, name, banned)
        )

    def _left_out(self, cell: dict[str, Any], role: str, name: str, why: dict[str, str]) -> CellRecord:
        """A cell of the student's that broke an examiner before, by what it says or by what it puts out."""
        data = grader_data(cell)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            self._telling.say(cell, why)
        else:
            cell["source"] = why["sentence"]
        if data.get("grade"):
            return CellRecord(name, "written", "manual", None, float(data.get("points", 0)), reason=why)
        self._ours.died(self._unit.given.get(name, ()), name)
        return CellRecord(name, role, "crashed" if cell["cell_type"] == "code" else "skipped", reason=why)

    def _run(self, cell: dict[str, Any], role: str, name: str) -> CellRecord:
        """An answer, plain or setup cell: in the student's process; a setup cell here as well."""
        record = CellRecord(name, role, "ran")
        given = self._unit.given.get(name, ())
        remember_source(name, cell["source"])
        # Once something has hung, cells that earn nothing and call it again must not hang as long again.
        brief = min(HUNG_SECONDS, self._settings.cell_seconds) if self._ours.hung and role == "plain" else None
        try:
            ran = self._candidate.run(name, cell["source"], brief)
            if ran.error is not None:
                record.status = "raised"
                self._ours.raised(given, name)
            self._progress(name, SHOW_SECONDS)
            self._showing.students(cell, [nbformat_of(output) for output in ran.outputs], ran.left_out)
        except Lost as lost:
            record.status = status_of(lost.code)
            record.reason = lost.reason(self._settings, brief or self._settings.cell_seconds)
            self._telling.say(cell, record.reason)
            self._ours.hung |= lost.code == "too_slow"
            self._ours.died(given, name)
        masters = own(self._masters.get(name, ""))
        if role == "answer":
            self._ours.give_up(given, masters)
        if role == "setup":
            self._ours.setup(cell, record)
        else:
            self._ours.import_as(masters)
        self._showing.number(cell)
        return record

    def _note(self, code: str, cell: str, detail: str) -> None:
        self._events.append({**reason(code, detail, cell=called(cell)), "cell": cell or None})
