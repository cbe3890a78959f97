"""Exports the grades of some units for one platform: reads the gradebook, writes one file, says who is not in it and why."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..collecting.people import People, Person, gradebook_people
from ..collecting.roster import read_roster
from ..collecting.sources import SourceError
from ..gradebook import opened
from ..outcomes import shown
from .marks import State, UnitMarks, read_marks
from .tables import CANVAS, MOODLE, PLATFORMS, Choice, Table, canvas, moodle, plain

_NAMED = 12


class ExportError(RuntimeError):
    """Nothing can be exported; the message says why and what to do."""


@dataclass(frozen=True)
class Wishes:
    """What the instructor said on the command line."""

    # a key of PLATFORMS
    platform: str = "plain"
    # by what Moodle shall know a student: a key of IDENTIFIERS
    by: str = "email"
    choice: Choice = field(default_factory=Choice)
    # unit -> heading of its column
    titles: Mapping[str, str] = field(default_factory=dict)
    roster: Path | None = None


@dataclass
class Exported:
    """The table, and what a person should know before importing it."""

    table: Table
    texts: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        """0, or 1 if somebody whose mark should be in the table cannot be."""
        return 1 if self.strange or self.table.left_out else 0


def export(coursedir: Any, units: Sequence[str], wishes: Wishes) -> Exported:
    """The table of these units. Raises ExportError, GradebookError, and SourceError for the roster."""
    from ..grading import submitted

    def handed_in(unit: str) -> list[str]:
        return [student for _, student in submitted(coursedir, unit)]

    with opened(coursedir.db_url) as session:
        people = People(gradebook_people(session))
        found = {unit: read_marks(session, unit, handed_in) for unit in dict.fromkeys(units)}
    unknown = [unit for unit, marks in found.items() if marks is None] + [
        unit for unit in wishes.titles if unit not in found
    ]
    if unknown:
        raise ExportError(f"The gradebook, or this export, has no unit {', '.join(map(shown, unknown))}.")
    marks = [one for one in found.values() if one is not None]
    strange: list[str] = []
    if wishes.roster is not None:
        people, strange = people.with_roster(read_roster(wishes.roster))
        # A roster of a whole course has people that are not in this class, and that is no mistake here.
        strange = [text for text in strange if "may be any" in text]
    persons = _everybody(people, marks)
    if wishes.platform == MOODLE:
        table = moodle(persons, marks, wishes.titles, wishes.choice, wishes.by)
    elif wishes.platform == CANVAS:
        table = canvas(persons, marks, wishes.titles, wishes.choice)
    else:
        table = plain(persons, marks, wishes.titles, wishes.choice)
    if not table.students:
        raise ExportError(
            "There is no mark to export" + (f": {table.left_out[0]}" if table.left_out else ". Grade first.")
        )
    return Exported(table, list(_said(marks, persons, wishes)), strange + table.left_out)


def write(content: bytes, path: Path) -> None:
    """Write a file that holds grades: whole or not at all, for its owner only. Raises ExportError."""
    if path.is_dir() or path.is_symlink():
        raise ExportError(f"{path} is a folder or a link. Name a file with --out.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise ExportError(f"{path} cannot be written: {problem.strerror}.") from problem


def _everybody(people: People, marks: Sequence[UnitMarks]) -> list[Person]:
    """The gradebook's students, and whoever has handed in and is not among them yet."""
    persons = {person.id: person for person in people.persons if person.in_gradebook}
    for unit in marks:
        for student in unit.marks:
            persons.setdefault(student, people.by_id.get(student, Person(student)))
    return sorted(persons.values(), key=lambda person: (person.last.casefold(), person.first.casefold(), person.id))


def _said(marks: Sequence[UnitMarks], persons: Sequence[Person], wishes: Wishes) -> list[str]:
    """Who has no finished mark, and what that became."""
    said = []
    became = {
        State.MANUAL: "the points so far" if wishes.choice.manual_so_far else "left out; --manual so-far exports them",
        State.UNGRADED: "left out; run `nbviva grade` first",
        State.NONE: "exported as 0" if wishes.choice.missing_as_zero else "left out, not 0; --missing zero exports 0",
    }
    for unit in marks:
        by_state = {state: [person for person in persons if unit.of(person.id).state is state] for state in State}
        said.append(f"{unit.unit}, of {unit.max_points:g} points: {len(by_state.pop(State.GRADED))} graded.")
        for state, some in by_state.items():
            if some:
                named = ", ".join(shown(person.id) for person in some[:_NAMED]) + (" ..." if len(some) > _NAMED else "")
                said.append(f"  {state.value}: {len(some)} ({became[state]}): {named}")
    return said


__all__ = ["PLATFORMS", "ExportError", "Exported", "SourceError", "Wishes", "export", "write"]
