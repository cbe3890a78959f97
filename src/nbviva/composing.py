"""Puts the master's cells and the student's own cells into one row.

The student's cells follow the master's cell that they followed in the submission. Cells of the master's that the
student deleted (answers, plain cells) come before them, up to the next cell that was there: a function that was written
into a new cell instead of the deleted answer then counts, as it does in Jupyter, and no stub overwrites it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .roles import Role
from .submission import SourceCell


@dataclass(frozen=True)
class Composed:
    """One cell of the notebook to run."""

    content: dict[str, Any]
    role: Role
    # its place in the submission, from 0; None where its source is the master's
    origin: int | None


def compose(
    cells: list[Mapping[str, Any]],
    given: list[Role],
    results: list[Composed],
    followers: Mapping[int, list[SourceCell]],
    hold: set[int],
) -> list[Composed]:
    """Return all cells in order. `results` and roles are those of the master's `cells`; `hold` are deleted places."""
    ids = {cell["id"] for cell in cells if "id" in cell}
    with_ids = bool(ids) or not cells
    made: list[Composed] = []
    waiting = list(followers.get(-1, []))
    for place, result in enumerate(results):
        if place not in hold or given[place] == "test":
            made += [_students(source, ids, with_ids) for source in waiting]
            waiting = []
        made.append(result)
        waiting += followers.get(place, [])
    return made + [_students(source, ids, with_ids) for source in waiting]


def _students(source: SourceCell, ids: set[str], with_ids: bool) -> Composed:
    """A cell of the student's own: nothing of it but type and source."""
    content: dict[str, Any] = {"cell_type": source.cell_type, "metadata": {}, "source": source.source}
    if source.cell_type == "code":
        content |= {"outputs": [], "execution_count": None}
    if with_ids:
        # Made from its place, so that the same submission always gives the same notebook.
        content["id"] = f"student-{source.index}"
        while content["id"] in ids:
            content["id"] += "-"
        ids.add(content["id"])
    return Composed(content, "plain", source.index)
