"""Names in a student's cells that a person should look at: autograd in an exercise by hand, for one. It costs no points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

_WORD = re.compile(r"[^\W\d]\w*")


def looked_at(assignment: str, sources: Mapping[str, str], wanted: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    """For each cell that uses a wanted name: {"cell", "names"}. Words anywhere count, comments and strings too.

    `wanted`: pattern of "assignment/cell" -> names. A disguise passes by (`getattr(t, "back" + "ward")`): this is help
    for a reader, never evidence.
    """
    found = []
    for cell, source in sources.items():
        names = {
            name
            for pattern, listed in wanted.items()
            if fnmatchcase(f"{assignment}/{cell}", pattern)
            for name in listed
        }
        used = sorted(names & set(_WORD.findall(source)))
        if used:
            found.append({"cell": cell, "names": used})
    return found
