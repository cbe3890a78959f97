"""Finds which cell of a submission is which cell of the master, and which are the student's own.

A grade_id is believed first; a cell id second, where the grade_id was lost; for plain code cells of a notebook that
lost its cell ids, the place between two known cells is third, where it leaves no doubt. A wrong match can only put the
student's own source into another cell of the student's: nothing here decides what is a test, or what it is worth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .outcomes import Outcome, outcome
from .roles import Role, grader_data, is_locked
from .submission import SourceCell


@dataclass
class Matched:
    """The cells of a submission, sorted; positions are those of the master's cells."""

    # each present cell: one source, or for an answer every piece, in the submission's order
    known: dict[int, list[SourceCell]] = field(default_factory=dict)
    # the student's own cells
    added: list[SourceCell] = field(default_factory=list)
    # whether cell ids tell the student's prose from the master's
    has_ids: bool = True
    notes: list[Outcome] = field(default_factory=list)


def match(
    cells: list[Mapping[str, Any]], keys: list[str], given: list[Role], sources: tuple[SourceCell, ...]
) -> Matched:
    """Sort the cells of a submission by the master's `cells`, their `keys` and roles."""
    by_grade_id = {grader_data(cell)["grade_id"]: place for place, cell in enumerate(cells) if _graded(cell)}
    by_id = {cell["id"]: place for place, cell in enumerate(cells) if "id" in cell}
    found = Matched(has_ids=any(source.cell_id in by_id for source in sources))
    spare: dict[int, list[SourceCell]] = {}
    for source in sources:
        place = by_grade_id.get(source.grade_id or "")
        if place is not None:
            found.known.setdefault(place, []).append(source)
            continue
        if source.grade_id is not None:
            found.notes.append(outcome("unknown_grade_id", source.grade_id))
        place = by_id.get(source.cell_id or "")
        if place is None:
            found.added.append(source)
        elif _graded(cells[place]):
            spare.setdefault(place, []).append(source)
        elif place in found.known or source.cell_type != cells[place]["cell_type"]:
            # A second one, or a cell that became something else: what it says is the student's.
            found.added.append(source)
        else:
            found.known[place] = [source]
    _use_spare(found, spare, cells, keys, given)
    if not found.has_ids:
        _match_by_place(found, cells)
    _drop_copies(found, cells, keys)
    found.added.sort(key=lambda source: source.index)
    return found


def _graded(cell: Mapping[str, Any]) -> bool:
    return bool(grader_data(cell).get("grade_id"))


def _use_spare(
    found: Matched,
    spare: dict[int, list[SourceCell]],
    cells: list[Mapping[str, Any]],
    keys: list[str],
    given: list[Role],
) -> None:
    """Place cells that kept the cell id of a cell of nbgrader's and lost its grade_id."""
    for place, sources in spare.items():
        if is_locked(cells[place]):
            found.notes.append(outcome("marks_removed", keys[place]))
        elif place in found.known:
            found.added.extend(sources)
        else:
            found.known[place] = sources
            if given[place] == "answer":
                found.notes.append(outcome("answer_found_by_id", keys[place]))


def _match_by_place(found: Matched, cells: list[Mapping[str, Any]]) -> None:
    """Match plain code cells by their place: as many between the same two known cells, in the same order."""
    ours: dict[int, list[int]] = {}
    last = -1
    for place, cell in enumerate(cells):
        if _graded(cell):
            last = place if place in found.known else last
        elif cell["cell_type"] == "code":
            ours.setdefault(last, []).append(place)
    theirs: dict[int, list[SourceCell]] = {}
    starts = sorted((sources[0].index, place) for place, sources in found.known.items())
    for source in found.added:
        if source.cell_type == "code" and source.grade_id is None:
            before = bisect_left(starts, (source.index, -1))
            theirs.setdefault(starts[before - 1][1] if before else -1, []).append(source)
    for last, places in ours.items():
        if len(places) == len(theirs.get(last, [])):
            found.known |= {place: [source] for place, source in zip(places, theirs[last], strict=True)}
    placed = {id(source) for sources in found.known.values() for source in sources}
    found.added = [source for source in found.added if id(source) not in placed]


def _drop_copies(found: Matched, cells: list[Mapping[str, Any]], keys: list[str]) -> None:
    """Keep one of each cell that is no answer: copies of locked cells go, copies of the student's cells stay his."""
    for place, sources in found.known.items():
        if grader_data(cells[place]).get("solution") or len(sources) == 1:
            continue
        copies = sources[1:]
        del sources[1:]
        if is_locked(cells[place]):
            found.notes.append(outcome("locked_cell_copied", keys[place]))
        else:
            found.added.extend(copies)


def in_order(places: list[int]) -> set[int]:
    """Return the longest part of a list of different numbers that rises: what is not in it was moved."""
    tails: list[int] = []
    previous: dict[int, int | None] = {}
    for place in places:
        slot = bisect_left(tails, place)
        previous[place] = tails[slot - 1] if slot else None
        tails[slot : slot + 1] = [place]
    kept: set[int] = set()
    step = tails[-1] if tails else None
    while step is not None:
        kept.add(step)
        step = previous[step]
    return kept
