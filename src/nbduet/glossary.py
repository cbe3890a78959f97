"""Check translations against a glossary: the approved term is there, a term to avoid is not."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem, Refusal
from .text import prose


@dataclass(frozen=True)
class Term:
    """One line of the glossary, for one language."""

    source: str
    approved: tuple[str, ...]
    avoided: tuple[str, ...]


class Glossary:
    """The terms of one language. A longer term hides the shorter ones in it."""

    def __init__(self, terms: list[Term]) -> None:
        self._terms = {term.source.lower(): term for term in terms}
        longest_first = sorted(self._terms, key=len, reverse=True)
        inflected = "|".join(f"(?P<t{number}>{_inflected(term)})" for number, term in enumerate(longest_first))
        self._pattern = re.compile(rf"(?<![\w-])(?:{inflected})(?![\w-])", re.IGNORECASE) if terms else None
        self._longest_first = longest_first

    @classmethod
    def read(cls, path: Path, language: str, source_language: str = "en") -> Glossary:
        """Read a CSV with a column a language and a column `avoid-<language>`; variants are parted by `;`.

        Raises Refusal without a column of the source language. A language without a column has no terms.
        """
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows or source_language not in rows[0]:
            found = f"expected a column '{source_language}', found {', '.join(rows[0]) if rows else 'no lines'}"
            raise Refusal(
                [Problem(str(path), "", "", found, "give the first line of the file the names of its columns")]
            )
        return cls(
            [
                Term(
                    row[source_language],
                    _variants(row.get(language)),
                    _variants(row.get(f"avoid-{language}")),
                )
                for row in rows
                if row[source_language]
            ]
        )

    def terms_in(self, text: str) -> list[Term]:
        """Return the terms that occur in a source text, code and math left out, in their order."""
        found: dict[str, Term] = {}
        for match in self._pattern.finditer(prose(text)) if self._pattern else ():
            name = self._longest_first[int((match.lastgroup or "t0")[1:])]
            found.setdefault(name, self._terms[name])
        return list(found.values())

    def faults(self, text: str, translation: str, waived: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
        """Yield what was found and how to mend it; `waived` names terms to leave alone."""
        said = prose(translation).lower()
        terms = self.terms_in(text)
        mine = [term for term in terms if term.source.lower() not in waived]
        for term in mine:
            if term.approved and not any(variant.lower() in said for variant in term.approved):
                yield f"expected {' or '.join(term.approved)} for “{term.source}”, found none", _remedy(term)
        # An approved term may hold a term to avoid, and may itself be the one to avoid for another term.
        for variant in sorted({v for term in terms for v in term.approved}, key=len, reverse=True):
            said = said.replace(variant.lower(), "\n")
        for term in mine:
            for variant in term.avoided:
                if variant.lower() in said:
                    yield (
                        f"expected {' or '.join(term.approved)} for “{term.source}”, found {variant}",
                        _remedy(term),
                    )


def _remedy(term: Term) -> str:
    waiver = f"`# glossary-ok: {term.source}`"
    return f"use the approved term, or, where the word means something else here, add the comment {waiver}"


def _variants(column: str | None) -> tuple[str, ...]:
    return tuple(variant.strip() for variant in (column or "").split(";") if variant.strip())


def _inflected(term: str) -> str:
    """Return a pattern for an English term and its plural."""
    stem = r"\s+".join(re.escape(word) for word in term.lower().split())
    if stem.endswith("y"):
        return rf"{stem[:-1]}(?:y|ys|ies)"
    if stem.endswith("ix"):
        return rf"{stem[:-2]}(?:ix|ixes|ices)"
    return rf"{stem}(?:s|es)?"
