"""Read gettext catalogues, look texts up in them. A stale or missing translation is a problem, no text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

import polib

from .problems import Problem, Refusal, shortened

# Words of every unit: the stub of an answer, cells of a header or footer.
COMMON = "common"

_STRING = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(rf"\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?{_STRING}\s*)?$")


class Catalogue:
    """One PO file: the translations of one unit into one language."""

    def __init__(self, path: Path, language: str) -> None:
        """Read `path`. Raises Refusal where it is missing or is no PO file."""
        self.path = path
        self.language = language
        self.po = read_po(path)
        self._entries = {(entry.msgctxt or "", entry.msgid): entry for entry in self.po if not entry.obsolete}

    def entry(self, context: str, text: str) -> polib.POEntry | None:
        """Return the entry of a text in a context, translated or not."""
        return self._entries.get((context, text))

    def nearest(self, context: str, text: str) -> str | None:
        """Return the text of the same context that is most like `text`: what stood there before."""
        return closest(text, [msgid for where, msgid in self._entries if where == context])


def read_po(path: Path) -> polib.POFile:
    """Read a PO file, one line a message whatever its length. Raises Refusal where that cannot be done."""
    try:
        # polib takes a missing path for the text of a catalogue, so the file is read here.
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _unreadable(
            path,
            "expected a catalogue, found no such file",
            "begin it: `nbduet update --languages` makes those of notebooks",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(
            path, f"expected a catalogue in UTF-8, found {error}", "restore the file from version control"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        # polib cuts first and last character off a quoted line without a look.
        if not _LINE.match(line):
            found = f"expected a line of a PO file, found on line {number}: {shortened(line, 80)}"
            raise _unreadable(path, found, 'put text between two quotation marks, and write \\" for one inside it')
    try:
        po = polib.pofile(text, wrapwidth=-1)
    except (OSError, ValueError) as error:
        found = str(error).replace(text, path.name)
        raise _unreadable(
            path, f"expected a PO file, found: {shortened(found, 200)}", f"`msgfmt -c {path}` names the line"
        ) from error
    seen = set()
    for entry in po:
        key = (entry.msgctxt or "", entry.msgid)
        if not entry.obsolete and key in seen:
            found = "expected one entry for a text in a cell, found two"
            raise Refusal([Problem(str(path), *key, found, "keep the better one, delete the other")])
        seen.add(key)
    return po


def closest(text: str, candidates: Sequence[str], cutoff: float = 0.6) -> str | None:
    """Return the candidate most like `text`, or None where none is like it."""
    found = difflib.get_close_matches(text, candidates, n=1, cutoff=cutoff)
    return found[0] if found else None


def known_languages(catalogue_dir: Path) -> list[str]:
    """Return the languages that have a catalogue in any folder of `catalogue_dir`, sorted."""
    return sorted({path.stem for path in catalogue_dir.glob("*/*.po")})


class Translations:
    """What a unit says in each of the languages asked for."""

    def __init__(self, catalogue_dir: Path, unit: str, languages: Sequence[str], source_language: str = "en") -> None:
        """Open the catalogues of `unit`.

        Raises Refusal for no language, a language named twice, an unknown one, a missing or broken catalogue.
        """
        self.unit = unit
        self.languages = tuple(languages)
        self.source_language = source_language
        self._catalogues: dict[str, list[Catalogue]] = {}
        problems: list[Problem] = _bad_choice(catalogue_dir, self.languages, source_language)
        for language in [] if problems else self.languages:
            if language == source_language:
                continue
            try:
                self._catalogues[language] = [Catalogue(catalogue_dir / unit / f"{language}.po", language)]
                common = catalogue_dir / COMMON / f"{language}.po"
                if unit != COMMON and common.exists():
                    self._catalogues[language].append(Catalogue(common, language))
            except Refusal as refusal:
                problems.extend(refusal.problems)
        if problems:
            raise Refusal(problems)

    def files(self) -> list[str]:
        """Return the paths of the unit's own catalogues, in the order of the languages."""
        return [str(catalogues[0].path) for catalogues in self._catalogues.values()]

    def find(self, language: str, context: str, text: str) -> str | Problem:
        """Return `text` in `language`, or the problem that stands in the way."""
        if language == self.source_language:
            return text
        catalogues = self._catalogues[language]
        update = f"run `nbduet update {self.unit}`, translate the entry"
        for catalogue in catalogues:
            entry = catalogue.entry(context, text)
            if entry is None:
                continue
            if entry.fuzzy:
                found = f"the {language} translation is stale (fuzzy): the text was changed after it"
                remedy = "compare it with the previous text, mend it, and take the fuzzy mark away"
                return Problem(str(catalogue.path), context, text, found, remedy)
            if not entry.msgstr.strip():
                found = f"expected a {language} translation, found an empty msgstr"
                return Problem(str(catalogue.path), context, text, found, "translate the entry")
            return str(entry.msgstr)
        found = f"expected an entry for this text, found none for {language}"
        before = catalogues[0].nearest(context, text)
        if before:
            found += f"; the catalogue still has “{shortened(before)}”"
        return Problem(str(catalogues[0].path), context, text, found, update)


def _bad_choice(catalogue_dir: Path, languages: Sequence[str], source_language: str) -> list[Problem]:
    known = [source_language, *(tag for tag in known_languages(catalogue_dir) if tag != source_language)]
    choice = f"choose from {', '.join(known)}"
    where = str(catalogue_dir)
    if not languages:
        return [Problem(where, "", "", "expected at least one language, found none", choice)]
    if len(set(languages)) < len(languages):
        return [Problem(where, "", "", f"expected different languages, found {', '.join(languages)}", choice)]
    return [
        Problem(where, "", "", f"unknown language '{tag}': no folder has a {tag}.po", choice)
        for tag in languages
        if tag not in known
    ]


def _unreadable(path: Path, found: str, remedy: str) -> Refusal:
    return Refusal([Problem(str(path), "", "", found, remedy)])
