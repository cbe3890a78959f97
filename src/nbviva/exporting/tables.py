"""Marks as the table of one platform. Whoever cannot be written so that the right student gets them is left out by name.

Moodle, Grades > Import > CSV file (docs.moodle.org "Grade import"; grade/import/csv/classes/load_data.php):
    columns are matched on its preview page: one that identifies the student (e-mail address, ID number, username or user
    id), and one a grade item. One row that identifies nobody refuses the whole file; a row whose identifier is *empty* is
    graded as the student of the row before. So a student without an identifier is left out. "-" is "no grade", as in
    Moodle's own export; an empty cell is not one in a new grade item. A byte order mark is removed (lib/csvlib.class.php).
Canvas, Grades > Import (lib/gradebook_importer.rb):
    headings Student, ID, SIS User ID, SIS Login ID, Section, then one an assignment, as "Title (id)" to be certain, for
    another title makes a new assignment; then a row "Points Possible". ID is read like `"12abc".to_i`, so anything but
    digits stays empty; then SIS User ID, SIS Login ID and the name are tried. An empty cell takes a score away that is
    there. UTF-8 without a byte order mark, because its reader does not expect one; a comma in a number is a decimal one.
In both a row is only there if it has a mark in one of the units: what was typed in on the platform stays.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..collecting.people import Person
from ..safecsv import cell, is_exact, number
from .marks import Mark, State, UnitMarks

MOODLE, CANVAS, PLAIN = "moodle", "canvas", "plain"
PLATFORMS = {MOODLE: "Moodle", CANVAS: "Canvas", PLAIN: "a spreadsheet"}
IDENTIFIERS: dict[str, tuple[str, Callable[[Person], str]]] = {
    "email": ("Email address", lambda person: person.email),
    "id": ("Username", lambda person: person.id),
    "lms_user_id": ("User ID", lambda person: person.lms_user_id),
}


@dataclass(frozen=True)
class Choice:
    """What stands for a mark that is not finished."""

    # students whose written answers wait for a person: left out, or exported with the points so far
    manual_so_far: bool = False
    # students without a submission: left out, or exported as 0
    missing_as_zero: bool = False

    def points(self, mark: Mark) -> float | None:
        """What is exported; None for nothing."""
        if mark.state is State.GRADED or (mark.state is State.MANUAL and self.manual_so_far):
            return mark.points
        return 0.0 if mark.state is State.NONE and self.missing_as_zero else None


@dataclass
class Table:
    """A table, and the students who should be in it and are not: a sentence each."""

    rows: list[list[str]] = field(default_factory=list)
    # rows of students
    students: int = 0
    left_out: list[str] = field(default_factory=list)
    byte_order_mark: bool = True

    def content(self) -> bytes:
        """The table as CSV in UTF-8."""
        text = io.StringIO(newline="")
        csv.writer(text).writerows(self.rows)
        return text.getvalue().encode("utf-8-sig" if self.byte_order_mark else "utf-8", "backslashreplace")


def moodle(
    persons: Sequence[Person], units: Sequence[UnitMarks], titles: Mapping[str, str], choice: Choice, by: str
) -> Table:
    """For Moodle's grade import; `by` is a key of IDENTIFIERS."""
    heading, identifier = IDENTIFIERS[by]
    table = Table([["First name", "Last name", heading, *_titles(units, titles)]])
    uses = Counter(identifier(person) for person in persons)
    for person, points in _marked(persons, units, choice):
        value = identifier(person)
        if not value or not is_exact(value) or uses[value] > 1:
            why = (
                "is empty"
                if not value
                else "is another student's too"
                if uses[value] > 1
                else "cannot be written safely"
            )
            table.left_out.append(
                f"{person}: the {heading.lower()} {why}, and Moodle would grade somebody else or nobody."
            )
            continue
        marks = ["-" if one is None else number(one) for one in points]
        first = person.first or ("" if person.last else person.full)
        table.rows.append([cell(first), cell(person.last), value, *marks])
        table.students += 1
    return table


def canvas(persons: Sequence[Person], units: Sequence[UnitMarks], titles: Mapping[str, str], choice: Choice) -> Table:
    """For Canvas's gradebook import."""
    table = Table(
        [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *_titles(units, titles)],
            ["    Points Possible", "", "", "", "", *(number(unit.max_points) for unit in units)],
        ],
        byte_order_mark=False,
    )
    # Where Canvas finds no number it takes the first student of the name.
    names = Counter(_sortable(person).casefold() for person in persons)
    for person, points in _marked(persons, units, choice):
        digits = person.lms_user_id if person.lms_user_id.isascii() and person.lms_user_id.isdigit() else ""
        # Where Canvas's own number is not known, nbgrader's id may be the login.
        login = person.login or ("" if digits else person.id)
        sis, login = (value if is_exact(value) else "" for value in (person.sis_user_id, login))
        name = _sortable(person)
        guessed = not digits and not sis and not person.login
        if guessed and (not login or names[name.casefold()] > 1):
            why = "nothing identifies the student in Canvas" if not login else "another student has the same name"
            table.left_out.append(
                f"{person}: {why}, and no number of Canvas's is known. Give its gradebook export as --roster."
            )
            continue
        marks = ["" if one is None else number(one) for one in points]
        table.rows.append([cell(name), digits, sis, login, cell(person.section), *marks])
        table.students += 1
    return table


def plain(persons: Sequence[Person], units: Sequence[UnitMarks], titles: Mapping[str, str], choice: Choice) -> Table:
    """For people: everybody, and the state of every mark."""
    table = Table([["student_id", "last_name", "first_name", "email"]])
    for title in _titles(units, titles):
        table.rows[0] += [title, f"{title}: of", f"{title}: late penalty", f"{title}: state"]
    for person in persons:
        row = [cell(person.id), cell(person.last), cell(person.first or person.full), cell(person.email)]
        for unit in units:
            mark = unit.of(person.id)
            points = choice.points(mark)
            penalty = number(mark.penalty) if mark.penalty else ""
            row += ["" if points is None else number(points), number(unit.max_points), penalty, mark.state.value]
        table.rows.append(row)
        table.students += 1
    return table


def _sortable(person: Person) -> str:
    return f"{person.last}, {person.first}".strip(", ") or person.full or person.id


def _titles(units: Sequence[UnitMarks], titles: Mapping[str, str]) -> list[str]:
    return [cell(titles.get(unit.unit, unit.unit)) for unit in units]


def _marked(
    persons: Sequence[Person], units: Sequence[UnitMarks], choice: Choice
) -> list[tuple[Person, list[float | None]]]:
    """Students with a mark in one of the units at least."""
    found = [(person, [choice.points(unit.of(person.id)) for unit in units]) for person in persons]
    return [(person, points) for person, points in found if any(one is not None for one in points)]
