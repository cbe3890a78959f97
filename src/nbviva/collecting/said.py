"""Every named outcome of a file on its way into submitted/, in one table: what happened, and what to do next.

LEFT needs a person, and the exit status says so. PASSED cost nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..outcomes import SHOWN_CHARACTERS, shown


class State(Enum):
    """What became of one file."""

    COLLECTED = "collected"
    REPLACED = "replaced an older one"
    SAME = "there already"
    LEFT = "left"
    PASSED = "passed over"


_TAKE = "Say whose a file is with --take 'FILE=STUDENT', or give the platform's list of students with --roster."
_CHOOSE = "Choose among several with --take 'FILE=STUDENT': it takes the one that you name."
_REPLACE = "--replace puts these in the place of what lies in submitted/."

# code: (state, sentence). `{...}` are the outcome's values, already safe to print.
SENTENCES: dict[str, tuple[State, str]] = {
    # --- the archive or folder
    "link": (State.LEFT, "It is a symbolic link, which is never followed."),
    "special_file": (State.LEFT, "It is no ordinary file (a device, a pipe or a socket)."),
    "leaves_archive": (State.LEFT, "Its path leads out of the archive (.., a drive or a leading slash). Not unpacked."),
    "odd_name": (State.LEFT, "Its name holds control characters or backslashes, or is too long. Rename it."),
    "encrypted": (State.LEFT, "It is encrypted in the archive. Unpack it with its password, then collect the folder."),
    "too_large": (State.LEFT, "It has more than {limit} bytes. Ask for a copy without outputs."),
    "bomb": (State.LEFT, "It would grow more than {ratio} times on unpacking, as no notebook does."),
    "damaged": (State.LEFT, "It cannot be read from the archive: {reason}."),
    "unreadable": (State.LEFT, "It cannot be read: {reason}."),
    "too_deep": (State.LEFT, "It is an archive in an archive in an archive, or a folder nested too deeply."),
    "too_many_files": (State.LEFT, "It holds more than {limit} files. Only a class's own export may hold so many."),
    "other_archive": (State.LEFT, "Only .zip archives are opened. Unpack it, then collect the folder."),
    # --- nbgrader's exchange
    "odd_entry": (State.LEFT, "Its name is not one that `nbgrader submit` gives: student+unit+time+random."),
    "not_theirs": (
        State.LEFT,
        "It is named as {student}'s and belongs to the account {owner}. Nobody's submission yet. Where accounts are not "
        "named after students, set c.ExchangeCollect.check_owner = False; then names are believed.",
    ),
    "foreign_file": (State.LEFT, "It belongs to another account than the folder that it lies in."),
    "no_notebook": (State.LEFT, "There is no notebook in it. Ask the student, whose own Jupyter keeps a copy."),
    "changing": (State.LEFT, "It was changed while it was being collected. Collect again."),
    # --- whose it is
    "unknown_name": (State.LEFT, "No student of the gradebook or roster is {who}.{hint}"),
    "unknown_path": (State.LEFT, "Its path does not say whose it is, as {layout} would."),
    "ambiguous": (State.LEFT, "{who} may be any of {students}."),
    "contradiction": (State.LEFT, "Its number belongs to {one}, its name to {other}."),
    "doubtful_number": (State.LEFT, "{who} may be {student}, but its name can be read in two ways."),
    "several_senders": (State.LEFT, "{senders} would all be {student}."),
    "anonymous": (State.LEFT, "It was exported without names. Export again with names shown."),
    "unusable_id": (State.LEFT, "The id {student} cannot be the name of a folder. Change it in the gradebook."),
    # --- which notebook it is
    "several_versions": (State.LEFT, "{files} differ, and both would be {notebook}."),
    "other_unit": (State.LEFT, "{notebook} is a notebook of {unit}. Collect it there, or ask the student."),
    "too_many_notebooks": (State.LEFT, "{who} handed in more than {limit} notebooks."),
    # --- what is there already
    "newer_there": (State.LEFT, "What lies in submitted/ is newer ({there}; this: {here})."),
    "no_time_tells": (
        State.LEFT,
        "Another version lies in submitted/, and no time tells which is newer.",
    ),
    "place_taken": (State.LEFT, "{place} is a link or no folder, so nothing is written there. Look at it first."),
    "not_written": (State.LEFT, "It cannot be written: {reason}."),
    # --- nothing to do
    "same_file_twice": (State.PASSED, "The same bytes under another name: {other}."),
    "not_chosen": (State.PASSED, "Another file was chosen for this student with --take."),
    "not_a_notebook": (State.PASSED, "It is no notebook."),
    "extra_notebook": (State.PASSED, "It is not named as a notebook of this unit, and {notebook} is there as well."),
    "text_entry": (State.PASSED, "It is text typed into the platform, no file."),
}

# What to do next, where that is the same for many files: said once, at the end.
NEXT = {
    "unknown_name": _TAKE,
    "unknown_path": _TAKE,
    "ambiguous": _TAKE,
    "contradiction": _TAKE,
    "doubtful_number": _TAKE,
    "anonymous": _TAKE,
    "several_senders": _CHOOSE,
    "several_versions": _CHOOSE,
    "too_many_notebooks": _CHOOSE,
    "newer_there": _REPLACE,
    "no_time_tells": _REPLACE,
}

_CHARACTERS = 300


def safe(text: object, most: int = _CHARACTERS) -> str:
    """A text from a source, safe to print: as `outcomes.shown`, and long enough for a path."""
    raw = str(text)
    pieces = (shown(raw[place : place + SHOWN_CHARACTERS]) for place in range(0, min(len(raw), most), SHOWN_CHARACTERS))
    return "".join(pieces) + ("…" if len(raw) > most else "")


@dataclass(frozen=True)
class Line:
    """What happened to one file. Names and texts are raw: whoever shows them makes them safe."""

    # the path inside the source
    file: str
    state: State
    student: str = ""
    # its name in submitted/
    notebook: str = ""
    # by what the student was recognised
    how: str = ""
    # a sentence, or nothing
    why: str = ""
    # a key of SENTENCES, or nothing
    code: str = ""
    # as in timestamp.txt
    time: str = ""
    late: bool = False


def line(code: str, file: str, *, of: str = "", how: str = "", late: bool = False, **values: Any) -> Line:
    """A file that was left or passed over; `of` is the student's id. Raises KeyError for a code not in the table."""
    state, sentence = SENTENCES[code]
    shown_values = {key: value if type(value) is int else safe(value) for key, value in values.items()}
    if "hint" in values:
        shown_values["hint"] = str(values["hint"])  # made of parts that are safe already
    return Line(file, state, student=of, how=how, why=sentence.format(**shown_values), code=code, late=late)
