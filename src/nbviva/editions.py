"""One assignment handed out in several editions: the same cells and tests in other words, such as another language.

Each edition is a released notebook of the course's own, so its words can be trusted; from a submission comes only which
edition it was made from, found by the words that it still has.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .roles import grader_data, is_locked, key_of
from .submission import SourceCell

__all__ = ["Edition", "edition_of", "in_words_of", "made_from", "strange"]


@dataclass(frozen=True)
class Edition:
    """What one release says where releases may differ."""

    # by key_of(cell): the source handed out, of every cell
    released: dict[str, str]
    # tags of the languages that it speaks, the leading one first; empty where it does not say
    languages: tuple[str, ...]


def edition_of(notebook: Mapping[str, Any], languages_at: str) -> Edition:
    """Read the edition of a released notebook. `languages_at`: where its metadata lists languages, parts joined by dots."""
    said: Any = notebook["metadata"]
    for name in languages_at.split("."):
        said = said.get(name) if isinstance(said, Mapping) else None
    tags = tuple(tag for tag in said if isinstance(tag, str)) if isinstance(said, list) else ()
    return Edition({key_of(cell, index): str(cell["source"]) for index, cell in enumerate(notebook["cells"])}, tags)


def strange(release: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What keeps a notebook from being an edition of `release`, in words; "" where nothing does."""
    keys, others = ([key_of(cell, index) for index, cell in enumerate(book["cells"])] for book in (release, other))
    if keys != others:
        different = sorted(set(keys) ^ set(others))
        return f"other cells ({', '.join(different[:5])})" if different else "its cells in another order"
    for key, one, two in zip(keys, release["cells"], other["cells"], strict=True):
        fixed = is_locked(one) or bool(grader_data(one).get("task"))
        if one["cell_type"] != two["cell_type"] or dict(grader_data(one), checksum="") != dict(
            grader_data(two), checksum=""
        ):
            return f"the cell {key} as another kind of cell"
        if fixed and one["source"] != two["source"]:
            return f"the locked cell {key} with another source"
    return ""


def made_from(editions: Iterable[Edition], sources: Iterable[SourceCell]) -> Edition:
    """The edition whose words most cells of a submission still have; of several alike the first."""
    by_key: dict[str, set[str]] = {}
    for source in sources:
        for name in (source.grade_id, source.cell_id):
            if name:
                by_key.setdefault(name, set()).add(source.source)
    return max(
        editions,
        key=lambda edition: sum(text in by_key.get(key, ()) for key, text in edition.released.items()),
    )


def in_words_of(edition: Edition, master: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the master with the edition's words; what is locked, graded or a student's answer stays the master's."""
    made: dict[str, Any] = copy.deepcopy(dict(master))
    for index, cell in enumerate(made["cells"]):
        data = grader_data(cell)
        if not (is_locked(cell) or data.get("solution") or data.get("task")):
            cell["source"] = edition.released[key_of(cell, index)]
    return made
