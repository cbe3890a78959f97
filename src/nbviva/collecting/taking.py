"""All files of one source -> what each student handed in: notebooks by name, or a named reason for every file that is left.

Bytes are read one student at a time, and of each student's files only those that can be notebooks of the unit.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from ..outcomes import shown
from .layouts import Handed, Reader, Who, notebook_for
from .people import People, Person
from .said import Line, line, safe
from .sources import Member, Problem

_NOTEBOOKS_EACH = 20


@dataclass(frozen=True)
class Course:
    """What collecting has to know of the course."""

    unit: str
    # of this unit, without .ipynb
    notebooks: tuple[str, ...]
    # of the other units: notebook -> unit
    elsewhere: Mapping[str, str]
    people: People


@dataclass
class Taken:
    """What one student handed in."""

    person: Person
    how: str
    late: bool = False
    # name in submitted/ -> its path in the source, and its bytes
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    # the latest clock of a file: UTC in a folder, without a zone in a zip
    modified: Member | None = None


class Taking:
    """Goes through a source once: `students()` yields what can be taken, `lines` has everything else afterwards."""

    def __init__(self, course: Course, reader: Reader, takes: Mapping[str, str]) -> None:
        """`takes`: path in the source, or a pattern of such paths -> student id, as the instructor says it."""
        self.lines: list[Line] = []
        self._course = course
        self._reader = reader
        self._takes = takes
        self._unused = dict(takes)

    def unused(self) -> list[str]:
        """The instructor's words that fitted no file."""
        return list(self._unused)

    def students(self, members: Sequence[Member]) -> Iterator[Taken]:
        """Each student who handed something in, by id."""
        groups: dict[str, list[tuple[Handed, str]]] = defaultdict(list)
        for member in members:
            found = self._whose(member)
            if found is not None:
                groups[found[0].id].append(found[1:])
        for student, handed in sorted(groups.items()):
            person = self._course.people.by_id[student]
            taken = self._student(person, handed)
            if taken is not None:
                yield taken

    # --- whose a file is

    def _whose(self, member: Member) -> tuple[Person, Handed, str] | None:
        said = next((name for name in self._takes if _means(name, member.path)), None)
        if said is not None:
            self._unused.pop(said, None)
            read = self._reader(member)
            file, late = (read.file, read.late) if isinstance(read, Handed) else (member.parts[-1], False)
            return self._placed(
                self._course.people.by_id[self._takes[said]], Handed(member, Who(id=said), file, late), "--take"
            )
        if not self._is_asked(member):
            return None
        handed = self._reader(member)
        if isinstance(handed, Line):
            self.lines.append(handed)
            return None
        if handed is None:
            self._left("unknown_path", member, layout=self._reader.layout.capitalize())
            return None
        match = self._course.people.match(handed.who, self._reader.layout)
        if match.person is None:
            self._left(match.code, member, late=handed.late, **match.values)
            return None
        return self._placed(match.person, handed, match.how)

    def _placed(self, person: Person, handed: Handed, how: str) -> tuple[Person, Handed, str] | None:
        if _is_folder_name(person.id):
            return person, handed, how
        self._add(line("unusable_id", handed.member.path, student=person.id))
        return None

    def _is_asked(self, member: Member) -> bool:
        if member.parts[-1].lower().endswith(".ipynb"):
            return True
        found = self._reader(member)
        self.lines.append(found if isinstance(found, Line) else line("not_a_notebook", member.path))
        return False

    # --- what a student handed in

    def _student(self, person: Person, handed: Sequence[tuple[Handed, str]]) -> Taken | None:
        chosen = [(one, how) for one, how in handed if how == "--take"]
        taken_for = {notebook_for(one.file, self._course.notebooks) for one, _ in chosen}
        asked = []
        for one, how in handed:
            if how != "--take" and notebook_for(one.file, self._course.notebooks) in taken_for:
                self._add(line("not_chosen", one.member.path, of=person.id, late=one.late))
            elif how != "--take":
                asked.append((one, how))
        senders = list(dict.fromkeys(one.who for one, _ in asked))
        if len(senders) > 1:
            listed = " and ".join(shown(sender) for sender in senders[:3])
            for one, how in asked:
                self._left("several_senders", one.member, person.id, how, one.late, senders=listed, student=str(person))
            asked = []
        handed = chosen + asked
        if not handed:
            return None
        if len(handed) > _NOTEBOOKS_EACH:
            for one, how in handed:
                self._left(
                    "too_many_notebooks", one.member, person.id, how, one.late, who=person, limit=_NOTEBOOKS_EACH
                )
            return None
        taken = Taken(person, handed[0][1], any(one.late for one, _ in handed))
        named: dict[str, list[Handed]] = defaultdict(list)
        for one, _ in handed:
            named[notebook_for(one.file, self._course.notebooks) or ""].append(one)
        others = named.pop("", [])
        for notebook, versions in named.items():
            self._notebook(taken, notebook, versions)
        self._others(taken, others, bool(named))
        return taken if taken.files else None

    def _notebook(self, taken: Taken, notebook: str, versions: Sequence[Handed]) -> None:
        contents = [(one, content) for one in versions if (content := self._bytes(one, taken)) is not None]
        if len({content for _, content in contents}) > 1:
            files = ", ".join(one.member.path for one in versions)
            for one, _ in contents:
                self._left(
                    "several_versions", one.member, taken.person.id, taken.how, one.late, files=files, notebook=notebook
                )
            return
        for place, (one, content) in enumerate(contents):
            if place:
                other = contents[0][0].member.path
                self._add(line("same_file_twice", one.member.path, of=taken.person.id, other=other))
            else:
                self._take(taken, f"{notebook}.ipynb", one, content)

    def _others(self, taken: Taken, others: Sequence[Handed], has_named: bool) -> None:
        """Notebooks under names of the student's own: kept under them, for the intake looks at what they hold."""
        for one in others:
            stem = notebook_for(one.file, self._course.elsewhere)
            if stem is not None:
                unit = self._course.elsewhere[stem]
                self._left(
                    "other_unit", one.member, taken.person.id, taken.how, one.late, notebook=f"{stem}.ipynb", unit=unit
                )
            elif has_named and len(self._course.notebooks) == 1:
                notebook = f"{self._course.notebooks[0]}.ipynb"
                self._add(line("extra_notebook", one.member.path, of=taken.person.id, notebook=notebook))
            elif one.file in taken.files or not _is_folder_name(one.file):
                self._left("odd_name", one.member, taken.person.id, taken.how, one.late)
            elif (content := self._bytes(one, taken)) is not None:
                self._take(taken, unicodedata.normalize("NFC", one.file), one, content)

    def _take(self, taken: Taken, name: str, one: Handed, content: bytes) -> None:
        taken.files[name] = (one.member.path, content)
        moment = one.member.modified
        if moment and (taken.modified is None or (taken.modified.modified or moment) < moment):
            taken.modified = one.member

    def _bytes(self, one: Handed, taken: Taken) -> bytes | None:
        try:
            return one.member.content()
        except Problem as problem:
            found = problem.line
            self._add(Line(found.file, found.state, taken.person.id, how=taken.how, why=found.why, code=found.code))
            return None

    def _left(self, code: str, member: Member, of: str = "", how: str = "", late: bool = False, **values: Any) -> None:
        self._add(line(code, member.path, of=of, how=how, late=late, **values))

    def _add(self, found: Line) -> None:
        self.lines.append(found)


def _means(said: str, path: str) -> bool:
    """Whether the instructor's word means this path: as it is, as the report shows it, or as a pattern."""
    return said in (path, safe(path)) or fnmatchcase(path, said)


def _is_folder_name(name: str) -> bool:
    """Whether a name can stand in submitted/ as it is."""
    if not name or name.startswith(".") or "/" in name or "\\" in name or len(name.encode(errors="replace")) > 200:
        return False
    return all(shown(character) == character for character in name)
