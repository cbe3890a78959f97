"""Collects the submissions of one unit from folders and zips: reads the course, goes through each source, writes a report."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..gradebook import opened
from ..grading import submitted
from ..outcomes import shown
from ..private import one_writer
from . import report
from .layouts import LAYOUTS, Reader, recognised
from .people import People, gradebook_people
from .putting import Putting
from .roster import read_roster
from .said import Line, State
from .sources import Source, SourceError
from .taking import Course, Taking
from .times import Clock


@dataclass(frozen=True)
class Wishes:
    """What the instructor said on the command line."""

    # a key of LAYOUTS; None to recognise it
    layout: str | None = None
    roster: Path | None = None
    # path or pattern -> student id
    takes: Mapping[str, str] = field(default_factory=dict)
    replace: bool = False
    file_times: bool = False
    zone: str = "UTC"
    dry_run: bool = False


@dataclass
class Collected:
    """What a run did."""

    texts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    # sentences about the roster or the options that a person should read
    strange: list[str] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        """0, or 1 if anything was left for a person."""
        return 1 if self.strange or any(one.state is State.LEFT for one in self.lines) else 0


def collect(coursedir: Any, unit: str, sources: Sequence[Path], wishes: Wishes) -> Collected:
    """Collect one unit from each source in turn. Raises SourceError, and GradebookError without a gradebook."""
    with opened(coursedir.db_url) as session:
        units = _notebooks(session)
        people = People(gradebook_people(session))
    if unit not in units:
        known = ", ".join(sorted(units)) or "none"
        raise SourceError(
            f"Expected an assignment of the gradebook, found {unit!r}; it has {known}. Run `nbgrader "
            f"generate_assignment {unit}` first."
        )
    done = Collected()
    if wishes.roster is not None:
        people, done.strange = people.with_roster(read_roster(wishes.roster))
    if not people.persons:
        raise SourceError(
            "The gradebook has no students, so nobody can be recognised. Import them (`nbgrader db student import "
            "students.csv`), or give a table of them with --roster."
        )
    takes = {said: _meant(people, student) for said, student in wishes.takes.items()}
    here = {unicodedata.normalize("NFC", name): other for other, names in units.items() for name in names}
    course = Course(
        unit=unit,
        notebooks=tuple(sorted(units[unit])),
        elsewhere={name: other for name, other in here.items() if other != unit and name not in units[unit]},
        people=people,
    )
    clock = Clock(wishes.zone, wishes.file_times)
    unused = set(takes)
    for path in sources:
        unused &= set(_from(coursedir, course, path, wishes, takes, clock, done))
    arrived = {one.student for one in done.lines} | {student for _, student in submitted(coursedir, unit)}
    done.texts += report.missing([person.id for person in people.persons if person.id not in arrived])
    done.strange += [
        f"--take: no file is {shown(said)}. Give its path as a --dry-run shows it." for said in sorted(unused)
    ]
    return done


def _from(
    coursedir: Any,
    course: Course,
    path: Path,
    wishes: Wishes,
    takes: Mapping[str, str],
    clock: Clock,
    done: Collected,
) -> list[str]:
    """Collect from one source; return the --take that fitted nothing."""
    place = Path(coursedir.root, coursedir.submitted_directory)
    found: list[Line] = []
    with Source(path) as source:

        def known(text: str) -> bool:
            return bool(course.people.identified(text))

        layout = wishes.layout or recognised(source.members, course.notebooks, known)
        reader = Reader(layout, course.notebooks, known).over(source.members)
        taking = Taking(course, reader, takes)
        putting = Putting(place, bool(coursedir.groupshared), replace=wishes.replace, dry_run=wishes.dry_run)
        with nullcontext() if wishes.dry_run else one_writer(Path(coursedir.root)):
            for taken in taking.students(source.members):
                student = taken.person.id
                final = Path(coursedir.format_path(coursedir.submitted_directory, student, course.unit))
                found += putting.put(taken, final, *clock.time(taken))
    found += source.problems + taking.lines
    title = f"{course.unit} from {shown(path.name or path)} ({LAYOUTS[layout]})"
    done.texts += [*report.lines(found, title, wishes.dry_run), ""]
    done.lines += found
    if not wishes.dry_run:
        try:
            kept = report.keep(Path(coursedir.root), course.unit, str(path), found)
            done.texts += [f"The report: {_from_here(kept)}", ""]
        except OSError as problem:
            done.strange.append(f"The report cannot be written: {problem}.")
    return taking.unused()


def _notebooks(session: Any) -> dict[str, set[str]]:
    """Unit -> its notebooks, as the gradebook has them."""
    from nbgrader import api
    from sqlalchemy import select

    assignment, notebook = api.Assignment.__table__, api.Notebook.__table__
    chosen = select(assignment.c.name, notebook.c.name).outerjoin(notebook, notebook.c.assignment_id == assignment.c.id)
    units: dict[str, set[str]] = {}
    for unit, name in session.execute(chosen):
        units.setdefault(unit, set()).update([name] if name else [])
    return units


def _meant(people: People, student: str) -> str:
    found = people.identified(student)
    if len(found) != 1:
        raise SourceError(f"--take: expected the id of one student, found {student!r}, which is {len(found)} students.")
    return found[0].id


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
