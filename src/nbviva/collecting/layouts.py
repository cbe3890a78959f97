"""Who handed a file in, by its path: as Moodle, as Canvas, or as a person writes it.

Moodle, "Download all submissions" (mod/assign/classes/downloader.php, load_submissionplugin_filelist):
    in folders  <full name>_<number>_assignsubmission_file/<the student's own path>   (with a trailing _ before 4.2)
    flat        <full name>_<number>_assignsubmission_file_<file>
  Underscores in the full name have become spaces and what a file name cannot hold is gone (clean_filename), so the first
  match is the platform's, whatever a student calls a file. The number is the *participant's* number in this one
  assignment (get_uniqueid_for_user), not Moodle's user id: only the grading worksheet links it to a person.
  A "blind" assignment writes "Participant" for the name. Text typed in comes as assignsubmission_onlinetext.

Canvas, "Download Submissions" (lib/content_zipper.rb, get_filename and add_upload_submission):
    <sortable name>[_LATE]_<user id>_<attachment id>_<file>
  The name is "Last, First" in small letters without anything that is no letter, digit or underscore, and `_12_` cannot
  occur in it; but a name that ends in `_12` can move the border. So where the file's own name begins with a number, the
  number of the user counts only together with the name. Anonymous: anon_<letters> for the user id. The user id is what
  nbgrader keeps as `lms_user_id`. A file that was uploaded again is called name-1.ipynb, name-2.ipynb.

Plain: files `<name>_<id>_<file>.ipynb` or `<id>_<file>.ipynb`, or folders named after a student, as in submitted/ itself.

Only the outermost part of a path says whose a file is (folders that wrap the whole source apart): what lies within was
named by the student.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from .said import Line, line
from .sources import Member, SourceError

MOODLE, CANVAS, PLAIN, EXCHANGE = "moodle", "canvas", "plain", "exchange"
LAYOUTS = {MOODLE: "Moodle", CANVAS: "Canvas", PLAIN: "a folder of name_id_file.ipynb"}

_MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>\w*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
_ANONYMOUS = re.compile(r"(?:LATE_)?anon_\w+_\d+_.+", re.DOTALL)
_CANVAS_TEXT = re.compile(r"\w+_(?:text|link)\.html", re.DOTALL)
# What browsers, computers and Canvas append to the name of a second copy.
_COPY = re.compile(r"(?:-\d{1,3}|_\d{1,3}|\s?\(\d{1,3}\)|[ _-]?[Cc]opy(?:\s?\(?\d{0,3}\)?)?)")


@dataclass(frozen=True)
class Who:
    """How a source names the person who handed something in."""

    # the full name, or Canvas's squeezed one; may be empty
    name: str = ""
    # Moodle's number in this assignment
    participant: str = ""
    # Canvas's user id
    lms_user_id: str = ""
    # a plain file's or folder's: what should be, or end with, an id
    id: str = ""
    # whether the number may be part of the name
    doubtful: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        numbers = [
            self.participant and f"participant {self.participant}",
            self.lms_user_id and f"user {self.lms_user_id}",
        ]
        said = [f'"{self.name}"' if self.name else "", *numbers, f'"{self.id}"' if self.id else ""]
        return ", ".join(filter(None, said)) or "nobody"


@dataclass(frozen=True)
class Handed:
    """One file that somebody handed in."""

    member: Member
    who: Who
    # the file as its student named it
    file: str
    late: bool = False


@dataclass(frozen=True)
class Reader:
    """Reads the paths of one source: in which layout, and how many folders wrap all of it."""

    layout: str
    # of the unit
    notebooks: tuple[str, ...]
    # whether a text is the id, address or number of a student
    known: Callable[[str], bool]
    wrapped: int = 0

    def __call__(self, member: Member) -> Handed | Line | None:
        """Who handed a file in; or why that is nobody's question; or None if its path does not say."""
        parts = member.parts[self.wrapped :]
        read = {MOODLE: self._moodle, CANVAS: self._canvas, PLAIN: self._plain}[self.layout]
        return read(member, parts[0], parts[-1] if len(parts) > 1 else None)

    def over(self, members: Sequence[Member]) -> Reader:
        """The same for a source whose files may all lie in one folder, or in one within that."""
        wrapped = 0
        while members and all(len(member.parts) > wrapped + 1 for member in members):
            reader = replace(self, wrapped=wrapped)
            if len({member.parts[wrapped] for member in members}) > 1 or reader._names_somebody(members[0]):
                break
            wrapped += 1
        return replace(self, wrapped=wrapped)

    def _names_somebody(self, member: Member) -> bool:
        return self.known(member.parts[self.wrapped]) if self.layout == PLAIN else self(member) is not None

    def _moodle(self, member: Member, first: str, inner: str | None) -> Handed | Line | None:
        found = _MOODLE.fullmatch(first)
        if found is None:
            return None
        if found["kind"] != "file":
            return line("text_entry", member.path)
        file = inner or found["file"]
        return Handed(member, Who(name=found["name"].strip(), participant=found["number"]), file) if file else None

    def _canvas(self, member: Member, first: str, inner: str | None) -> Handed | Line | None:
        if _ANONYMOUS.fullmatch(first):
            return line("anonymous", member.path)
        if _CANVAS_TEXT.fullmatch(first):
            return line("text_entry", member.path)
        found = _CANVAS.fullmatch(first)
        if found is None:
            return None
        doubtful = re.match(r"\d+_", found["file"]) is not None and notebook_for(found["file"], self.notebooks) is None
        who = Who(name=found["name"], lms_user_id=found["user"], doubtful=doubtful)
        return Handed(member, who, inner or found["file"], found["late"] is not None)

    def _plain(self, member: Member, first: str, inner: str | None) -> Handed | None:
        stem, dot, ending = first.rpartition(".")
        if inner is not None:
            archive = dot and ending.lower() == "zip"
            return Handed(member, Who(id=self._before_notebook(stem)[0] if archive else first), inner)
        before, rest = self._before_notebook(stem)
        return Handed(member, Who(id=before), f"{rest}{dot}{ending}") if rest else None

    def _before_notebook(self, stem: str) -> tuple[str, str]:
        """<name>_<id>_<notebook> and the mark of a copy, in two; all of it and nothing if no notebook is named."""
        for notebook in sorted(self.notebooks, key=len, reverse=True):
            place = stem.rfind(f"_{notebook}")
            copy = stem[place + 1 + len(notebook) :]
            if place > 0 and (not copy or _COPY.fullmatch(copy)):
                return stem[:place], notebook + copy
        return stem, ""


def recognised(members: Sequence[Member], notebooks: tuple[str, ...], known: Callable[[str], bool]) -> str:
    """Which platform wrote the notebooks of a source. Raises SourceError if they do not agree."""
    asked = [member for member in members if member.parts[-1].lower().endswith(".ipynb")] or list(members)
    readers = {layout: Reader(layout, notebooks, known).over(asked) for layout in (MOODLE, CANVAS)}
    of_moodle, of_canvas = ([reader(member) is not None for member in asked] for reader in readers.values())
    # Canvas's names never look like Moodle's; what a student calls a file can make Moodle's look like Canvas's.
    if all(of_moodle):
        return MOODLE
    if all(of_canvas):
        return CANVAS
    if not any(of_moodle) and not any(of_canvas):
        return PLAIN
    raise SourceError(
        "Some of these files look like Moodle's or Canvas's and some do not, so which platform exported them is not "
        "certain. Say it: --from moodle, --from canvas or --from plain."
    )


def notebook_for(file: str, notebooks: Iterable[str]) -> str | None:
    """The notebook of a unit that a file's name means: the same name, or that of a copy; None for another name."""
    stem = unicodedata.normalize("NFC", file)[: -len(".ipynb")].strip()
    for notebook in notebooks:
        if stem == notebook:
            return notebook
    for notebook in notebooks:
        if stem.startswith(notebook) and _COPY.fullmatch(stem[len(notebook) :]):
            return notebook
    return None
