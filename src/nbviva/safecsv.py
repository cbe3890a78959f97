"""Cells of a CSV that a spreadsheet will open: no name can be a formula, none can break a line.

A cell that begins with = + - @, a tab or a carriage return may be run as a formula (OWASP, "CSV Injection"); so may one
that begins with their full-width forms, or with spaces before them. An apostrophe in front makes it text.
"""

from __future__ import annotations

import unicodedata

_FORMULA = ("=", "+", "-", "@")


def cell(text: object) -> str:
    """A text as a cell: on one line, without control characters, and never a formula."""
    whole = str(text)
    line = " ".join("".join(map(_printable, whole)).split())
    return f"'{line}" if whole[:1] in ("\t", "\r") or is_formula(line) else line


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a cell that begins like this."""
    return unicodedata.normalize("NFKC", text).lstrip().startswith(_FORMULA)


def is_exact(text: str) -> bool:
    """Whether a text is its own cell: what identifies a student on a platform must arrive unchanged."""
    return cell(text) == text


def number(value: float) -> str:
    """Points, with a point and at most four decimals: 3, 2.5."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _printable(character: str) -> str:
    # Control characters, text directions, line separators: none belongs into a table.
    category = unicodedata.category(character)
    return " " if character.isspace() or category == "Cc" else "" if category in ("Cf", "Cs", "Co", "Cn") else character
