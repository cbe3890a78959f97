"""nbgrader's collector of the exchange, believing nothing that students wrote there.

nbgrader's own copies a student's folder as it is, following links (a link to another's submission, or to the reference
notebook, becomes the student's own); takes the name and the time in a folder's name for true (anybody can hand in as
anybody, at any time); and stops for the whole class at one folder that it cannot read. Here an entry counts for the
account that owns it, at the time at which the kernel saw it change last, and whatever is wrong costs that entry alone.

`nbviva.install(c)` puts it in nbgrader's place: `nbgrader collect`, the formgrader's button and
`nbviva collect --from exchange` use it.
"""

from __future__ import annotations

import os
import pwd
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from traitlets import Bool, Float

from .. import autograded
from ..autograded import Content, Rights
from ..collected import NAME as TIMESTAMP
from ..collected import from_text
from ..folder import is_odd
from ..private import one_writer
from . import inbound
from .putting import not_ours
from .said import Line, State, line, safe

_NAME = r"(?P<student>.+)\+{unit}\+(?P<time>[^+]+)(\+[^+]*)?"


class CollectSafely(ExchangeCollect):  # type: ignore[misc]
    """Collects each student's newest submission. `lines` says what became of every entry."""

    believed_seconds = Float(
        60.0,
        help="A submission's own time counts if its files were last changed within so many seconds after it; otherwise "
        "the time of that change does. It covers the copying, and clocks that differ on a network file system.",
    ).tag(config=True)
    believe_times = Bool(
        False,
        help="Believe the times that students' files name. For an exchange whose files have been copied or changed owner "
        "since they were handed in, which makes all of them look handed in at that time.",
    ).tag(config=True)

    dry_run = False

    def init_src(self) -> None:
        """Find what is to be collected."""
        self.lines: list[Line] = []
        if self.coursedir.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.course_path = str(Path(self.root, self.coursedir.course_id))
        self.inbound_path = str(Path(self.course_path, "inbound"))
        if not Path(self.inbound_path).is_dir():
            self.fail(f"Course not found: {self.inbound_path}")
        if not os.access(self.inbound_path, os.R_OK | os.X_OK):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        self.duedate = None
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook, suppress(MissingEntry):
            self.duedate = gradebook.find_assignment(self.coursedir.assignment_id).duedate
        found: dict[str, list[dict[str, Any]]] = {}
        with inbound.opened(self.inbound_path) as folder:
            for record in self._records(folder):
                found.setdefault(record["username"], []).append(record)
        self.src_records = [self._chosen(records) for _, records in sorted(found.items())]

    def copy_files(self) -> None:
        """Collect what was found; nothing of one student's stops another's."""
        with inbound.opened(self.inbound_path) as folder:
            for record in self.src_records:
                try:
                    self.lines.append(self._collect(folder, record))
                except OSError as problem:
                    why = problem.strerror or type(problem).__name__
                    self.lines.append(line("unreadable", record["filename"], of=record["username"], reason=why))
        for one in self.lines:
            said = f"{safe(one.file)}: {one.state.value}. {one.why}".rstrip()
            (self.log.warning if one.state is State.LEFT else self.log.info)("%s", said)

    def _records(self, folder: int) -> Iterator[dict[str, Any]]:
        pattern = re.compile(_NAME.format(unit=re.escape(self.coursedir.assignment_id)), re.DOTALL)
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            match = pattern.fullmatch(name)
            if match is None or not fnmatchcase(match["student"], self.coursedir.student_id or "*"):
                continue
            student, claimed = match["student"], from_text(match["time"]).moment
            if is_odd(name) or student.startswith(".") or claimed is None:
                self.lines.append(line("odd_entry", name))
                continue
            try:
                seen = inbound.look(folder, name, student, owned=self.check_owner, wanted=self._wanted)
            except OSError as problem:
                why = problem.strerror or type(problem).__name__
                self.lines.append(line("unreadable", name, of=student, reason=why))
                continue
            if self.check_owner and _account(seen.uid) != student:
                self.lines.append(line("not_theirs", name, of=student, student=student, owner=_account(seen.uid)))
            elif seen.bad:
                self.lines += seen.bad
            elif not any(path.lower().endswith(".ipynb") for path in seen.files):
                # The folder is writable for all who know its name, so it may have been emptied by somebody else.
                self.lines.append(line("no_notebook", name, of=student))
            else:
                moment, why = self._moment(claimed, seen.changed)
                yield {"username": student, "filename": name, "timestamp": moment, "seen": seen, "why": why}

    def _wanted(self, name: str, is_file: bool) -> bool:
        """By nbgrader's own settings: what is ignored, and which files are included."""
        ignored = any(fnmatchcase(name, pattern) for pattern in self.coursedir.ignore)
        included = not is_file or any(fnmatchcase(name, pattern) for pattern in self.coursedir.include or ["*"])
        return included and not ignored

    def _moment(self, claimed: datetime, changed: float) -> tuple[datetime, str]:
        """When it was handed in, in UTC without a zone, and why that is not what it says itself."""
        last = datetime.fromtimestamp(changed, UTC).replace(tzinfo=None)
        if self.believe_times or -1.0 <= (last - claimed).total_seconds() <= self.believed_seconds:
            return claimed, ""
        return last, f"It says {_text(claimed)}, and was last changed at {_text(last)}, which counts."

    def _chosen(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        newest = sorted(records, key=lambda record: record["timestamp"], reverse=True)
        in_time = [record for record in newest if self.duedate is not None and record["timestamp"] <= self.duedate]
        return (in_time if self.before_duedate and in_time else newest)[0]

    def _collect(self, folder: int, record: dict[str, Any]) -> Line:
        student, name, moment, seen = (record[key] for key in ("username", "filename", "timestamp", "seen"))
        course = self.coursedir
        final = Path(course.format_path(course.submitted_directory, student, course.assignment_id))
        bad = not_ours(Path(course.format_path(course.submitted_directory, ".", ".")), final)
        if bad is not None:
            return line("place_taken", name, of=student, place=bad)
        state = State.COLLECTED
        if final.is_dir():
            there = course.get_existing_timestamp(str(final))
            newer = self.update and (there is None or moment > there)
            if not newer and not (self.before_duedate and there != moment):
                return self._line(record, State.SAME)
            state = State.REPLACED
        if not self.dry_run:
            try:
                contents: dict[str, Content] = dict(inbound.read(folder, name, seen, course.max_dir_size * 1000))
            except ValueError as problem:
                if str(problem) == "too large":
                    return line("too_large", name, of=student, limit=course.max_dir_size * 1000)
                return line("changing", name, of=student)
            if inbound.look(folder, name, student, owned=self.check_owner, wanted=self._wanted) != seen:
                return line("changing", name, of=student)
            contents[TIMESTAMP] = f"{_text(moment)}\n".encode()
            rights = Rights(664 if course.groupshared else 600, course.groupshared)
            with one_writer(Path(course.root)):
                autograded.publish(final, autograded.prepare(final, contents, rights))
        return self._line(record, state)

    def _line(self, record: dict[str, Any], state: State) -> Line:
        unit, moment = self.coursedir.assignment_id, f"{record['timestamp']:%Y-%m-%d %H:%M:%S} UTC"
        return Line(record["filename"], state, record["username"], unit, "exchange", record["why"], time=moment)


def _text(moment: datetime) -> str:
    """A time as nbgrader writes it into timestamp.txt."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC"


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"
