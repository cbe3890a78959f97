"""When and how a submission was handed in: the collector's files in its folder, read without trusting them.

Nothing inside a notebook says when it was handed in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from .folder import Unreadable, exists, opened, read
from .submission import IntakeLimits
from .verdict import HandedIn, Note

NAME = "timestamp.txt"
SECRET_NAME = "submission_secret.txt"
"""What `nbgrader submit` draws for each submission; feedback goes back through the exchange under a name made from it."""
_SECRET = re.compile(r"[0-9A-Za-z_-]{32,200}", re.ASCII)
_LIMITS = IntakeLimits(notebook_bytes=200, hard_links=True)

# A day with its year and a time, then perhaps a zone's name. No path: the zone's name becomes the name of a file.
_TIME = re.compile(r"(?=.*\d{4})[\w:+\-., ]+( [A-Za-z][\w+\-]*(/[\w+\-]+)*)?", re.ASCII)

_WITHOUT = " So the submission counts as handed in at no known time, and never as late."
_SENTENCES = {
    "notebook_is_link": ("timestamp_is_link", "{where} is a symbolic link, which is never followed."),
    "notebook_not_a_file": ("timestamp_not_a_file", "{where} is not an ordinary file."),
    "notebook_too_large": ("timestamp_too_large", "{where} is larger than any time."),
    "empty": ("timestamp_empty", "{where} is empty."),
    "invalid": ("timestamp_invalid", "{where} does not hold a time such as 2027-03-01 11:00:00 UTC."),
}
_OTHER = ("timestamp_unreadable", "{where} cannot be read.")


@dataclass(frozen=True)
class Collected:
    """When a submission was collected."""

    # the file as it was, without the white space around it; None where it holds no time
    text: str | None = None
    # in UTC, without a zone, as nbgrader keeps it
    moment: datetime | None = None
    notes: tuple[Note, ...] = ()
    # the exchange's secret of this submission; None where it has none, or none of the form that nbgrader gives it
    secret: str | None = None

    def handed_in(self) -> HandedIn:
        """The same for verdict.json."""
        return HandedIn(utc=None if self.moment is None else self.moment.isoformat(), notes=list(self.notes))


def collected(folder: Path) -> Collected:
    """Read the time from the folder of a submission. A missing file is no time; a broken one is a note, no error."""
    secret = _secret(folder)
    try:
        with opened(folder) as descriptor:
            if not exists(descriptor, NAME):
                return Collected(secret=secret)
            content = read(descriptor, NAME, _LIMITS)
    except Unreadable as problem:
        # Of the folder itself the intake speaks.
        of_folder = problem.outcome.code.startswith(("no_folder", "folder_"))
        return replace(Collected() if of_folder else _noted(problem.outcome.code), secret=secret)
    return replace(from_text(content.decode("utf-8", "replace").strip()), secret=secret)


def _secret(folder: Path) -> str | None:
    try:
        with opened(folder) as descriptor:
            if not exists(descriptor, SECRET_NAME):
                return None
            text = read(descriptor, SECRET_NAME, _LIMITS).decode("ascii", "replace").strip()
    except Unreadable:
        return None
    return text if _SECRET.fullmatch(text) else None


def from_text(text: str) -> Collected:
    """The time that a text says, read as nbgrader reads it."""
    if not text:
        return _noted("empty")
    if not _TIME.fullmatch(text):
        return _noted("invalid")
    from nbgrader.utils import parse_utc

    try:
        moment = parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError, OSError):
        return _noted("invalid")
    return Collected(text, moment)


def _noted(found: str) -> Collected:
    code, sentence = _SENTENCES.get(found, _OTHER)
    note = Note(code=code, kind="noted", where=NAME, sentence=sentence.format(where=NAME) + _WITHOUT)
    return Collected(notes=(note,))
