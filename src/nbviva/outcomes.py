"""Every named outcome of taking a submission in and rebuilding its notebook: codes, kinds and sentences.

An outcome carries data; its sentence is made when it is shown. What a student chose (names of files, grade_ids) is
escaped and cut here, once, so that no outcome can carry control characters, text directions or markup-sized text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .sentences import SENTENCES

_REST = "more_notes"

SHOWN_CHARACTERS = 80
"""Characters of a student's text that an outcome keeps; the rest becomes one ellipsis."""


class Kind(Enum):
    """What an outcome means for the submission."""

    REFUSED = "refused"
    """The notebook was not taken: nothing of it is graded, and the student has to hand in again."""
    LOST = "lost"
    """Something that may be the student's work was not used; the rest is graded."""
    CHANGED = "changed"
    """Something that is not the student's to change was changed, and ignored. A person may want to look."""
    NOTED = "noted"
    """Worth knowing; it cost nothing."""


@dataclass(frozen=True)
class Outcome:
    """One thing that happened to a submission on its way in. Raises KeyError for a code that is not in the table."""

    # stable name, a key of SENTENCES
    code: str
    # the file, grade_id or cell it is about, already escaped; empty when the whole submission is meant
    where: str = ""
    # what the sentence needs beside `where`, already escaped
    values: tuple[tuple[str, str | int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a code that nobody could explain."""
        SENTENCES[self.code]

    @property
    def kind(self) -> Kind:
        """What it means for the submission."""
        return Kind(SENTENCES[self.code][0])

    @property
    def sentence(self) -> str:
        """One sentence in plain English for the student and the instructor."""
        return SENTENCES[self.code][1].format(where=self.where, **dict(self.values))


def outcome(code: str, where: object = "", **values: object) -> Outcome:
    """Make an outcome from raw material: whole numbers stay, everything else is escaped and cut."""
    kept = tuple((key, value if type(value) is int else shown(value)) for key, value in values.items())
    return Outcome(code, shown(where), kept)


def shown(text: object) -> str:
    """Return `text` safe to print: printable characters, others as `\\u202e`, at most SHOWN_CHARACTERS of them."""
    raw = str(text)
    safe = "".join(map(_escaped, raw[:SHOWN_CHARACTERS]))
    return safe + ("…" if len(raw) > SHOWN_CHARACTERS else "")


def _escaped(character: str) -> str:
    # Category C: control, format (text directions among them), surrogate, private, unassigned. Z but the plain space:
    # line and paragraph separators and look-alike spaces. Marks (M) would pile up on the neighbour without bound.
    if character == " " or unicodedata.category(character)[0] not in "CZ":
        return character
    return character.encode("ascii", "backslashreplace").decode() if ord(character) > 127 else repr(character)[1:-1]


def bounded(found: Iterable[Outcome], at_most: int) -> tuple[Outcome, ...]:
    """Return the first `at_most` outcomes, each once, and one that counts the rest.

    A notebook can be wrong in thousands of places; its record stays readable.
    """
    each_once = list(dict.fromkeys(found))
    kept = [note for note in each_once if note.code != _REST]
    counted = sum(int(dict(note.values)["number"]) for note in each_once if note.code == _REST)
    rest = counted + max(0, len(kept) - at_most)
    return tuple(kept[:at_most]) + ((outcome(_REST, number=rest),) if rest else ())
