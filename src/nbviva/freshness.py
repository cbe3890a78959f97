"""Which submissions a run must examine, and why: whatever a verdict was made from, it is made again when that changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from .attention import INTERNAL
from .collected import collected
from .made_with import made_with
from .submission import IntakeLimits
from .unit import Unit
from .verdict import FILE_NAME, Verdict, read

FAILED = {"timed_out", "crashed", "not_reached", "refused"}


class Freshness:
    """Compares what was recorded of a submission with what it would be made from now."""

    def __init__(self, coursedir: Any, assignment: str, units: Sequence[Unit], settings: Mapping[str, Any]) -> None:
        self._coursedir = coursedir
        self._assignment = assignment
        self._units = units
        self._settings = settings

    @cached_property
    def _now(self) -> dict[str, dict[str, str]]:
        return {unit.notebook: made_with(unit, self._settings) for unit in self._units}

    def handed_in(self, student: str) -> datetime | None:
        """When, in UTC; None where no time is known."""
        return collected(self._handed(student)).moment

    def failed(self, student: str) -> bool:
        """Whether something of the last examination did not come to its end: refused, out of time, crashed, our fault."""
        recorded = self._recorded(student)
        if recorded is None:
            return False
        return any(cell["status"] in FAILED for verdict in recorded.values() for cell in verdict["cells"])

    def why(self, student: str) -> str | None:
        """Why it must be examined, in words; None where the recorded verdict stands."""
        done = self._done(student)
        if not all((done / f"{unit.notebook}.ipynb").is_file() for unit in self._units):
            return "not graded yet"
        recorded = self._recorded(student)
        if recorded is None:
            return "graded without nbviva, or by another version of it"
        if any(_is_internal(verdict) for verdict in recorded.values()):
            return "a fault of the grader kept it from being graded"
        handed = self._handed(student)
        if collected(handed).moment != collected(done).moment:
            return "handed in again"
        for unit in self._units:
            verdict = recorded.get(unit.notebook)
            if verdict is None:
                return "not graded yet"
            if _has_changed(handed / f"{unit.notebook}.ipynb", verdict):
                return "the file has changed"
            if verdict["master_sha256"] != unit.master_sha256:
                return "the assignment has changed"
            if verdict["versions"] != self._now[unit.notebook]:
                return _what_changed(verdict["versions"], self._now[unit.notebook])
        return None

    def recorded(self, student: str) -> list[Verdict]:
        """The verdicts on record; none where there is nothing that this version reads."""
        return list((self._recorded(student) or {}).values())

    def _recorded(self, student: str) -> dict[str, Verdict] | None:
        try:
            return {verdict["notebook"]: verdict for verdict in read(self._done(student) / FILE_NAME)["notebooks"]}
        except (OSError, ValueError, KeyError):
            return None

    def _done(self, student: str) -> Path:
        course = self._coursedir
        return Path(course.format_path(course.autograded_directory, student, self._assignment))

    def _handed(self, student: str) -> Path:
        course = self._coursedir
        return Path(course.format_path(course.submitted_directory, student, self._assignment))


def _is_internal(verdict: Verdict) -> bool:
    return any(cell["reason"] is not None and cell["reason"]["code"] == INTERNAL for cell in verdict["cells"])


def _has_changed(notebook: Path, verdict: Verdict) -> bool:
    """Whether the file has other bytes than the one that was graded, whatever its timestamp says."""
    known = verdict["submission"]["sha256"]
    if known is None or notebook.is_symlink() or not notebook.is_file():
        return False
    small = notebook.stat().st_size <= IntakeLimits.notebook_bytes
    return small and hashlib.sha256(notebook.read_bytes()).hexdigest() != known


def _what_changed(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    names = {"code_sha256": "nbviva", "course_sha256": "the course's code", "settings_sha256": "the settings"}
    different = [names.get(name, name) for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name)]
    return f"changed since: {', '.join(dict.fromkeys(different))}"
