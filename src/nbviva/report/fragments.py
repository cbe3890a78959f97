"""A student's text -> the fragments by which two submissions are compared: runs of tokens, without what does not count.

Comments, layout and a student's own choice of names do not count: every name that is not Python's, not the course's and
not behind a dot reads the same. Text that is no Python at all gives fragments too; nothing here raises for it.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable

LENGTH = 6
"""Tokens of one fragment: shorter ones are everybody's, longer ones miss a line that was changed a little."""
CELL_CHARACTERS = 20_000
"""Characters of a cell that are looked at."""

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[A-Za-z]{0,2}(?:\"{3}(?:\\.|[^\\])*?(?:\"{3}|\Z)|'{3}(?:\\.|[^\\])*?(?:'{3}|\Z)
        |\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?))
    |(?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[jJ]?)
    |(?P<name>\.?[^\W\d]\w*)
    |(?P<other>[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)
# Of a written answer: words, and each character of a script that writes without spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_PYTHON = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
_OWN = "a name"


def names_in(sources: Iterable[str]) -> frozenset[str]:
    """Every name that the sources use: those that the course handed out are nobody's own."""
    return frozenset(found["name"].lstrip(".") for source in sources for found in _found(source) if found["name"])


def code(source: str, course_names: frozenset[str]) -> list[int]:
    """The fragments of a code cell, in order."""
    tokens = []
    for found in _found(source):
        if found["name"]:
            name = found["name"]
            known = name.startswith(".") or name in _PYTHON or name in course_names
            tokens.append(name if known else _OWN)
        elif found["string"]:
            tokens.append("'" + " ".join(found["string"].strip("'\"").split()))
        elif not found["comment"]:
            tokens.append(found[0])
    return _runs(tokens)


def prose(source: str) -> list[int]:
    """The fragments of a written answer, in order."""
    return _runs(_WORD.findall(source[:CELL_CHARACTERS].casefold()))


def _found(source: str) -> Iterable[re.Match[str]]:
    return _TOKEN.finditer(source[:CELL_CHARACTERS])


def _runs(tokens: list[str]) -> list[int]:
    """Each run of LENGTH tokens as a number; fewer tokens are no fragment."""
    # A text's own hash differs from process to process, which is no matter: fragments never leave this one.
    return [hash(tuple(tokens[start : start + LENGTH])) for start in range(len(tokens) - LENGTH + 1)]
