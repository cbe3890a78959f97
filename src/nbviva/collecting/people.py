"""The students of a course, from the gradebook and a roster, and which of them a platform means. Nothing is guessed:
a name or number means a student if it means that one alone.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..outcomes import shown
from .layouts import CANVAS, MOODLE, Who
from .roster import Row

_NAMED = 4
_CLOSE = 0.75
# Chinese, Japanese and Korean names are written with and without a space.
_HAN = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")


@dataclass(frozen=True)
class Person:
    """One student, as far as the course knows."""

    # nbgrader's id, which names the folder in submitted/
    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_user_id: str = ""
    # the roster's, if it has them
    full: str = ""
    participant: str = ""
    handed_in: str = ""
    sis_user_id: str = ""
    login: str = ""
    section: str = ""
    in_gradebook: bool = True

    @property
    def name(self) -> str:
        """First and last name, or the roster's full name."""
        return f"{self.first} {self.last}".strip() or self.full

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


@dataclass(frozen=True)
class Match:
    """Who is meant, and by what; or a code of said.SENTENCES and its values."""

    person: Person | None = None
    how: str = ""
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def gradebook_people(session: Any) -> list[Person]:
    """The students of nbgrader's gradebook, through an open session."""
    from nbgrader import api
    from sqlalchemy import select

    table = api.Student.__table__.c
    rows = session.execute(select(table.id, table.first_name, table.last_name, table.email, table.lms_user_id))
    texts = ((student, *(str(value or "").strip() for value in others)) for student, *others in rows)
    return [Person(id=text[0], first=text[1], last=text[2], email=text[3], lms_user_id=text[4]) for text in texts]


class People:
    """Finds students by what a platform or a person writes."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.persons: list[Person] = sorted(persons, key=lambda person: person.id)
        self.by_id = {person.id: person for person in self.persons}
        self._folded = _index((person.id.casefold(), person) for person in self.persons)
        self._emails = _index((person.email.casefold(), person) for person in self.persons)
        self._lms = _index((person.lms_user_id, person) for person in self.persons)
        self._participants = _index((person.participant, person) for person in self.persons)
        self._names = _index((words(name), person) for person in self.persons for name in _orders(person))
        self._squeezed = _index((squeezed(name), person) for person in self.persons for name in _orders(person))

    def with_roster(self, rows: Sequence[Row]) -> tuple[People, list[str]]:
        """The same students with what a roster adds, and a sentence for each row that is nobody certain.

        A row belongs to the student with its id, else its e-mail address, else its platform number or login, else its
        full name. A row with an id that the gradebook does not know is a student all the same: grading will add it there.
        """
        merged = dict(self.by_id)
        strange = []
        for row in rows:
            found = self._of_row(row)
            if len(found) == 1:
                merged[found[0].id] = _completed(merged[found[0].id], row)
            elif not found and row.id:
                merged[row.id] = _completed(merged.get(row.id, Person(row.id, in_gradebook=False)), row)
            else:
                why = (
                    f"may be any of {_listed(found)}"
                    if found
                    else "is nobody in the gradebook, and has no id of its own"
                )
                strange.append(f"Roster, line {row.number}: {shown(row.name or row.email or '?')} {why}.")
        return People(merged.values()), strange

    def _of_row(self, row: Row) -> list[Person]:
        if row.id in self.by_id:
            return [self.by_id[row.id]]
        for key, index in ((row.email.casefold(), self._emails), (row.lms_user_id, self._lms)):
            if key and index.get(key):
                return index[key]
        if row.login:
            # Canvas's login is nbgrader's id at many places, the e-mail address at others.
            found = [self.by_id[row.login]] if row.login in self.by_id else self._emails.get(row.login.casefold(), [])
            if found:
                return found
        # A row with an id of its own is no other student of the same name.
        return [] if row.id else self._names.get(words(row.name), [])

    def match(self, who: Who, layout: str) -> Match:
        """The one student who is meant, or why nobody is."""
        if layout == MOODLE:
            return self._numbered(
                who, self._participants.get(who.participant, []), "participant number", words(who.name)
            )
        if layout == CANVAS:
            return self._numbered(who, self._lms.get(who.lms_user_id, []), "Canvas user id", squeezed(who.name))
        return self._plain(who)

    def _numbered(self, who: Who, numbered: list[Person], number: str, name: str) -> Match:
        by_name = (self._squeezed if number.startswith("Canvas") else self._names).get(name, [])
        if len(numbered) > 1:
            return _unclear("ambiguous", who=who, students=_listed(numbered))
        if numbered:
            if by_name and numbered[0] not in by_name:
                return _unclear("contradiction", one=str(numbered[0]), other=_listed(by_name))
            if who.doubtful and not by_name:
                return _unclear("doubtful_number", who=who, student=str(numbered[0]))
            return Match(numbered[0], number)
        if who.lms_user_id:
            # A student with another number of the platform is another one, whatever the name.
            by_name = [person for person in by_name if not person.lms_user_id]
        if len(by_name) == 1:
            return Match(by_name[0], "full name")
        if by_name:
            return _unclear("ambiguous", who=who, students=_listed(by_name))
        return _unclear("unknown_name", who=who, hint=self._hint(who.name))

    def _plain(self, who: Who) -> Match:
        whole = self.identified(who.id)
        if len(whole) == 1:
            return Match(whole[0], "id" if who.id == whole[0].id else "id or address")
        ends: list[tuple[str, Person]] = []
        for place in (place for place, character in enumerate(who.id) if character == "_"):
            ends += [(who.id[:place], person) for person in self.identified(who.id[place + 1 :])]
        named = [person for name, person in ends if person in self._names.get(words(name), [])]
        persons = list(dict.fromkeys(person for _, person in ends)) or whole
        if len(set(named)) == 1:
            return Match(named[0], "name and id")
        if len(persons) == 1:
            others = [other for name, _ in ends for other in self._names.get(words(name), [])]
            if others:
                return _unclear("contradiction", one=str(persons[0]), other=_listed(others))
            return Match(persons[0], "id")
        if persons:
            return _unclear("ambiguous", who=who, students=_listed(persons))
        by_name = self._names.get(words(who.id.replace("_", " ")), [])
        if len(by_name) == 1:
            return Match(by_name[0], "full name")
        if by_name:
            return _unclear("ambiguous", who=who, students=_listed(by_name))
        return _unclear("unknown_name", who=who, hint=self._hint(who.id))

    def identified(self, text: str) -> list[Person]:
        """Students whose id, e-mail address or platform number this is; one alone with exactly this id comes alone."""
        if text in self.by_id:
            return [self.by_id[text]]
        folded = text.casefold()
        found = self._folded.get(folded, []) + self._emails.get(folded, []) + self._lms.get(text, [])
        return list(dict.fromkeys(found))

    def _hint(self, name: str) -> str:
        """Whom a person might have meant: only ever said."""
        bare = {_bare(key): persons for key, persons in self._squeezed.items()}
        close = difflib.get_close_matches(_bare(squeezed(name)), list(bare), n=2, cutoff=_CLOSE)
        found = dict.fromkeys(str(person) for one in close if one for person in bare[one])
        return f" Close: {', '.join(map(shown, found))}." if found else ""


def words(name: str) -> str:
    """A name without case, accents' encodings and punctuation: what survives every platform's file names."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Letters, numbers, and the marks without which many scripts have no vowels.
    kept = (
        one for one in unicodedata.normalize("NFC", folded) if one.isspace() or unicodedata.category(one)[0] in "LNM"
    )
    return _BETWEEN_HAN.sub("", " ".join("".join(kept).split()))


def squeezed(name: str) -> str:
    """The same without spaces, as Canvas writes names."""
    return words(name.replace("_", " ")).replace(" ", "")


def _bare(key: str) -> str:
    """Without accents: near enough for a hint, for nothing else."""
    return "".join(one for one in unicodedata.normalize("NFKD", key) if not unicodedata.combining(one))


def _orders(person: Person) -> set[str]:
    both = {f"{person.first} {person.last}", f"{person.last} {person.first}"} if person.first or person.last else set()
    full = person.full
    if "," in full:
        last, _, first = full.partition(",")
        both |= {f"{last} {first}", f"{first} {last}"}
    return {name for name in (*both, full) if words(name)}


def _index(pairs: Iterable[tuple[str, Person]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for key, person in pairs:
        if key and person not in found[key]:
            found[key].append(person)
    return dict(found)


def _completed(person: Person, row: Row) -> Person:
    """What the gradebook says stays; the roster adds the rest."""
    return replace(
        person,
        first=person.first or row.first,
        last=person.last or row.last,
        email=person.email or row.email,
        lms_user_id=person.lms_user_id or row.lms_user_id,
        full=row.name or person.full,
        participant=row.participant or person.participant,
        handed_in=row.handed_in or person.handed_in,
        sis_user_id=row.sis_user_id or person.sis_user_id,
        login=row.login or person.login,
        section=row.section or person.section,
    )


def _unclear(code: str, **values: object) -> Match:
    return Match(code=code, values=values)


def _listed(persons: Sequence[Person]) -> str:
    said = ", ".join(shown(person) for person in persons[:_NAMED])
    return said if len(persons) <= _NAMED else f"{said} and {len(persons) - _NAMED} more"
