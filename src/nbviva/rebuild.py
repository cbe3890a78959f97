"""Makes the notebook to run from the master and the sources of a submission's cells.

From the submission come, as text: the sources of answer cells, of plain code cells that a student may edit, of cells
that the student added, and pictures in written answers that a person grades. Everything else is the master's: which
cells there are, their order, types, names, points, tests, tags, kernel. What was the student's and is not used has a
note, and so has what came back changed.

Two cells that share a grade_id (an answer split or copied) all run, in the student's order, as they did in Jupyter:
the first that says anything new is the answer cell, the others follow as cells of the student's. A text answer becomes
one cell of all pieces. As every piece is the student's own code in the student's own process, nothing hangs on which.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from .composing import Composed, compose
from .matching import Matched, in_order, match
from .outcomes import Outcome, bounded, outcome
from .released import same_text, stub, visible
from .roles import Role, grader_data, is_locked, roles
from .submission import IntakeLimits, SourceCell, Submission
from .tampering import changes

__all__ = ["Rebuilt", "rebuild", "roles"]


@dataclass(frozen=True)
class Rebuilt:
    """The notebook to run, without outputs, and what is known of each of its cells."""

    notebook: NotebookNode
    # one for each cell
    roles: tuple[Role, ...]
    # for each cell the place in the submission, from 0, that its source came from; None where it is the master's
    origins: tuple[int | None, ...]
    notes: tuple[Outcome, ...]


def rebuild(
    master: Mapping[str, Any],
    submission: Submission,
    released: Mapping[str, str] | None = None,
    at_most_notes: int = IntakeLimits.notes,
    known_roles: Mapping[str, Role] | None = None,
) -> Rebuilt:
    """Return the notebook to run. `released` holds the sources handed out, by `nbviva.roles.key_of`.

    It makes stubs and notes exact, and tells untouched copies of an answer from the answer; without it they are made
    from the master and nbgrader's delimiters. `known_roles`, by the same keys: where they are known better than from
    this master's sources, because they were read in the source notebook, whose solutions give names. Raises
    ValueError for a master that `roles` refuses; a submission can make it raise nothing.
    """
    cells: list[Mapping[str, Any]] = master["cells"]
    given = dict(known_roles) if known_roles is not None else roles(master)
    keys = list(given)
    work = _Work(cells, keys, list(given.values()), released or {})
    notes = work.run(submission)
    notebook = copy.deepcopy({key: value for key, value in master.items() if key != "cells"})
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    if submission.kernel is not None and submission.kernel != kernel:
        notes.append(outcome("kernel_changed", found=submission.kernel))
    # A submission can hold any number of these: they must not crowd out what is said of the master's cells.
    notes.sort(key=lambda note: note.code == "unknown_grade_id")
    made = compose(cells, work.given, work.results, work.followers, work.hold)
    notebook["cells"] = [cell.content for cell in made]
    return Rebuilt(
        notebook=from_dict(notebook),  # type: ignore[no-untyped-call]
        roles=tuple(cell.role for cell in made),
        origins=tuple(cell.origin for cell in made),
        notes=bounded(notes, at_most_notes),
    )


class _Work:
    """Decides for each cell of the master what stands in it, and where the student's own cells go."""

    def __init__(
        self, cells: list[Mapping[str, Any]], keys: list[str], given: list[Role], released: Mapping[str, str]
    ) -> None:
        self._cells = cells
        self._keys = keys
        self._released = released
        self._notes: list[Outcome] = []
        self.given = given
        # what stands in each of the master's cells
        self.results: list[Composed] = []
        # the student's own cells that come after a place of the master's; -1 is the beginning
        self.followers: dict[int, list[SourceCell]] = {}
        # places of deleted cells that must not come after the student's own cells, see `composing`
        self.hold: set[int] = set()

    def run(self, submission: Submission) -> list[Outcome]:
        """Fill the results from the submission; return the notes."""
        matched = match(self._cells, self._keys, self.given, submission.sources)
        self._notes += matched.notes
        primary: dict[int, SourceCell] = {}
        for place in range(len(self._cells)):
            self._decide(place, matched, primary)
        self._place_added(matched, primary)
        return self._notes

    def _decide(self, place: int, matched: Matched, primary: dict[int, SourceCell]) -> None:
        cell, key, role = self._cells[place], self._keys[place], self.given[place]
        pieces = matched.known.get(place, [])
        is_answer = bool(grader_data(cell).get("solution"))
        if not pieces:
            self._missing(place, is_answer, matched.has_ids)
            return
        if is_answer:
            chosen, rest = self._chosen(place, pieces)
            matched.added.extend(rest)
        else:
            chosen = pieces[0]
        primary[place] = chosen
        self._notes += changes(cell, key, role, chosen, self._released.get(key))
        # Only what runs in the student's process may be the student's: a tag can make an editable cell setup or test.
        editable = cell["cell_type"] == "code" and not is_locked(cell) and chosen.cell_type == "code"
        if is_answer or (role == "plain" and editable):
            self._take(place, chosen)
        else:
            self.results.append(self._masters(place))

    def _take(self, place: int, chosen: SourceCell) -> None:
        content = {**self._masters(place).content, "source": chosen.source}
        pictures = {picture.name: {picture.mime: picture.base64} for picture in chosen.attachments}
        if content["cell_type"] == "markdown" and grader_data(self._cells[place]).get("grade"):
            content.pop("attachments", None)
            content |= {"attachments": pictures} if pictures else {}
        elif pictures:
            self._notes.append(outcome("attachment_dropped", self._keys[place], reason="the cell is no written answer"))
        self.results.append(Composed(content, self.given[place], chosen.index))

    def _masters(self, place: int) -> Composed:
        """The master's cell, without outputs; without hidden tests unless only the examiner runs it."""
        content = copy.deepcopy(dict(self._cells[place]))
        if self.given[place] != "test":
            content["source"] = visible(content)
        if content["cell_type"] == "code":
            content |= {"outputs": [], "execution_count": None}
        return Composed(content, self.given[place], None)

    def _missing(self, place: int, is_answer: bool, has_ids: bool) -> None:
        made, key = self._masters(place), self._keys[place]
        if is_answer:
            made.content["source"] = self._handed_out(place)
            # Of a written answer's master, the pictures may belong to its solution.
            made.content.pop("attachments", None)
            self._notes.append(outcome("answer_missing", key))
            self.hold.add(place)
        elif grader_data(self._cells[place]).get("grade_id"):
            self._notes.append(outcome("locked_cell_missing", key))
        else:
            # Without cell ids nobody can say whether a text cell is there.
            if has_ids or made.content["cell_type"] == "code":
                self._notes.append(outcome("plain_cell_missing", key))
            self.hold.add(place)
        self.results.append(made)

    def _handed_out(self, place: int) -> str:
        return self._released.get(self._keys[place], stub(self._cells[place]))

    def _chosen(self, place: int, pieces: list[SourceCell]) -> tuple[SourceCell, list[SourceCell]]:
        """Return the piece of an answer that stands in its cell, and those that follow as the student's own."""
        if len(pieces) == 1:
            return pieces[0], []
        is_code = self._cells[place]["cell_type"] == "code"
        handed_out = self._handed_out(place)
        seen: set[str] = set()
        new: list[SourceCell] = []
        for piece in pieces:
            # In a text, a line that begins with # is a heading and no comment.
            untouched = same_text(piece.source, handed_out) if is_code else piece.source.strip() == handed_out.strip()
            if not untouched and piece.source not in seen:
                new.append(piece)
            seen.add(piece.source)
        new = new or pieces[:1]
        if len(new) < len(pieces):
            self._notes.append(outcome("answer_copy_dropped", self._keys[place]))
        if len(new) > 1:
            self._notes.append(outcome("answer_in_pieces", self._keys[place], pieces=len(new)))
        return (new[0], new[1:]) if is_code else (_joined(new), [])

    def _place_added(self, matched: Matched, primary: dict[int, SourceCell]) -> None:
        """Let each cell of the student's follow the last known cell before it that was not moved."""
        there = sorted((source.index, place) for place, source in primary.items())
        unmoved = in_order([place for _, place in there])
        self._notes += [outcome("cells_moved", self._keys[place]) for _, place in there if place not in unmoved]
        anchors = [(index, place) for index, place in there if place in unmoved]
        dropped_prose = 0
        last, following = -1, 0
        for source in sorted(matched.added, key=lambda cell: cell.index):
            while following < len(anchors) and anchors[following][0] < source.index:
                last = anchors[following][1]
                following += 1
            if source.attachments or source.attachments_left:
                where = f"cell {source.index + 1}"
                self._notes.append(outcome("attachment_dropped", where, reason="the cell is no written answer"))
            if source.cell_type == "raw":
                # Raw cells go into a web page as they are.
                self._notes.append(outcome("raw_cell_dropped", f"cell {source.index + 1}"))
            elif source.cell_type == "markdown" and not matched.has_ids:
                dropped_prose += 1
            else:
                self.followers.setdefault(last, []).append(source)
        if dropped_prose:
            self._notes.append(outcome("student_prose_dropped", cells=dropped_prose))


def _joined(pieces: list[SourceCell]) -> SourceCell:
    first = pieces[0]
    pictures = {picture.name: picture for piece in reversed(pieces) for picture in piece.attachments}
    return SourceCell(
        index=first.index,
        cell_type=first.cell_type,
        source="\n\n".join(piece.source for piece in pieces),
        grade_id=first.grade_id,
        cell_id=first.cell_id,
        marks=first.marks,
        tags=first.tags,
        attachments=tuple(pictures.values()),
    )
