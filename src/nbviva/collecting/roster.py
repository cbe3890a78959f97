"""A roster as CSV: nbgrader's students.csv, Moodle's participants or grading worksheet, or Canvas's gradebook export.

Columns are known by their headings, in any order; the others are ignored.
    nbgrader db student import: id, first_name, last_name, email, lms_user_id
    Moodle, participants: First name, Last name (once Surname), ID number, Username, Email address
    Moodle, grading worksheet (mod/assign/gradingtable.php, with offline grading): Identifier, which is "Participant" and
      the number in the names of the downloaded folders; Full name; Last modified (submission), which is when it was
      handed in, on Moodle's clock
    Canvas, gradebook export (lib/gradebook_exporter.rb): Student, ID (the user id), SIS User ID, SIS Login ID, Section;
      rows "Points Possible" and "Student, Test" are nobody
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from ..outcomes import shown
from .sources import SourceError

_BYTES = 20_000_000
_HEADINGS = {
    "id": ("id", "student_id", "student id", "username", "id number", "idnumber"),
    "first": ("first_name", "first name", "firstname"),
    "last": ("last_name", "last name", "lastname", "surname"),
    "name": ("full name", "fullname", "name", "student"),
    "email": ("email", "email address", "e-mail", "mail"),
    "lms_user_id": ("lms_user_id", "canvas user id", "user id"),
    "participant": ("identifier",),
    "handed_in": ("last modified (submission)", "timestamp"),
    "sis_user_id": ("sis user id",),
    "login": ("sis login id",),
    "section": ("section",),
}


@dataclass(frozen=True)
class Row:
    """What one line of a roster says of a student."""

    # the line in the file
    number: int
    id: str = ""
    first: str = ""
    last: str = ""
    name: str = ""
    email: str = ""
    lms_user_id: str = ""
    participant: str = ""
    handed_in: str = ""
    sis_user_id: str = ""
    login: str = ""
    section: str = ""


def read_roster(path: Path) -> list[Row]:
    """The rows of a roster. Raises SourceError for a file that is no such table."""
    try:
        if path.stat().st_size > _BYTES:
            raise SourceError(f"{path}: expected a roster as CSV, found {path.stat().st_size} bytes.")
        content = path.read_bytes()
    except OSError as problem:
        raise SourceError(f"{path}: the roster cannot be read ({problem.strerror}).") from problem
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(f"{path}: expected UTF-8. Save the roster again as 'CSV UTF-8'.") from None
    first, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise SourceError(f"{path}: the roster is no CSV ({shown(problem)}).") from None
    columns = _columns(lines[0] if lines else [])
    if not columns.keys() & {"id", "email", "name", "last", "lms_user_id", "participant"}:
        found = ", ".join(shown(heading) for heading in (lines[0] if lines else [])[:12]) or "nothing"
        raise SourceError(
            f"{path}: expected a first line with headings such as id,first_name,last_name,email, or those of Moodle's "
            f"grading worksheet or Canvas's gradebook; found: {found}."
        )
    rows = [_row(number, cells, columns) for number, cells in enumerate(lines[1:], start=2) if any(cells)]
    return [row for row in rows if not row.name.startswith(("Points Possible", "Student, Test"))]


def _columns(headings: list[str]) -> dict[str, int]:
    """Field -> place. In Canvas's table ID is the platform's number; in Moodle's a username goes before an ID number."""
    low = [" ".join(heading.lower().split()) for heading in headings]
    canvas = "student" in low and "id" in low
    columns: dict[str, int] = {}
    for name, known in _HEADINGS.items():
        places = [low.index(heading) for heading in known if heading in low]
        if name == "id" and canvas:
            continue
        if name == "lms_user_id" and canvas:
            places = [low.index("id")]
        if places:
            columns[name] = places[0]
    return columns


def _row(number: int, cells: list[str], columns: dict[str, int]) -> Row:
    said = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
    # "Participant 1234567" in English, another word in other languages.
    digits = re.search(r"(\d+)\s*$", said.get("participant", ""))
    said["participant"] = digits[1] if digits else ""
    if said.get("handed_in") == "-":
        said["handed_in"] = ""
    said["name"] = said.get("name") or f"{said.get('first', '')} {said.get('last', '')}".strip()
    return Row(number, **said)
