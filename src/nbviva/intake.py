"""Turns the folder of one submission into the sources of its notebook's cells, or into a refusal with a name.

It reads at most a few notebooks of that folder, follows no link, runs nothing, writes nothing, and believes nothing:
all that it returns is text of bounded length. It raises only for a mistake of the caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from .folder import Unreadable, exists, listing, opened, read
from .outcomes import Kind, Outcome, bounded, outcome
from .reading import notebook_from
from .submission import IntakeLimits, Refusal, Submission

__all__ = ["IntakeLimits", "Refusal", "Submission", "intake", "intake_bytes"]

_DEFAULT = IntakeLimits()


def intake(
    folder: Path, notebook_name: str, limits: IntakeLimits = _DEFAULT, *, grade_ids: Collection[str] = ()
) -> Submission | Refusal:
    """Take in the notebook `notebook_name` (with its ending .ipynb) from the folder of one submission.

    `grade_ids` are the master's: with them a notebook under another name is taken where it is certain to be the one
    that is meant (it holds at least half of them, and no other notebook there holds any). Every state of the folder
    and of the file has a named outcome. Raises ValueError if `notebook_name` is no plain name of a notebook.
    """
    if not notebook_name.endswith(".ipynb") or "/" in notebook_name or "\0" in notebook_name:
        raise ValueError(f"expected the name of a notebook such as 'unit.ipynb', found {notebook_name!r}")
    notes: list[Outcome] = []
    try:
        with opened(folder) as descriptor:
            found = listing(descriptor, notebook_name, limits)
            notes.extend(found.notes)
            if exists(descriptor, notebook_name):
                name, others = notebook_name, found.notebooks
                content = read(descriptor, name, limits)
            else:
                name, content = _renamed(descriptor, found.notebooks, notebook_name, frozenset(grade_ids), limits)
                others = [other for other in found.notebooks if other != name]
                notes.append(outcome("renamed_notebook", notebook_name, found=name))
            notes.extend(outcome("extra_file_ignored", other) for other in others)
    except Unreadable as problem:
        return Refusal(problem.outcome, notes=bounded(notes, limits.notes))
    return _with_notes(intake_bytes(content, name, limits), notes, limits)


def intake_bytes(content: bytes, file: str, limits: IntakeLimits = _DEFAULT) -> Submission | Refusal:
    """Take in a notebook from its bytes; `file` is the name that outcomes give it."""
    if len(content) > limits.notebook_bytes:
        found = {"found_bytes": len(content), "limit_bytes": limits.notebook_bytes}
        return Refusal(outcome("notebook_too_large", file, **found))
    try:
        return notebook_from(content, file, limits)
    except Unreadable as problem:
        return Refusal(problem.outcome, hashlib.sha256(content).hexdigest())


def _with_notes(taken: Submission | Refusal, notes: list[Outcome], limits: IntakeLimits) -> Submission | Refusal:
    every = [*notes, *taken.notes]
    if len(every) > limits.notes:
        # A folder of a thousand files must not crowd out that a cell was lost.
        every.sort(key=lambda note: (note.kind is not Kind.LOST, note.kind is not Kind.CHANGED))
    return replace(taken, notes=bounded(every, limits.notes))


def _renamed(
    descriptor: int, names: list[str], expected: str, grade_ids: frozenset[str], limits: IntakeLimits
) -> tuple[str, bytes]:
    """Return the name and bytes of the one notebook that must be the expected one. Raises Unreadable if none must."""
    if not names:
        raise Unreadable(outcome("no_notebook", expected))
    several = Unreadable(outcome("several_notebooks", expected, found=", ".join(names)))
    if len(names) > limits.candidate_notebooks:
        raise several
    contents: dict[str, bytes] = {}
    shares: dict[str, int] = {}
    for name in names:
        try:
            contents[name] = read(descriptor, name, limits)
            taken = notebook_from(contents[name], name, limits)
        except Unreadable:
            # It may be the one that is meant: then only its being alone with its ending could make it certain, and
            # a damaged notebook has no content to be certain by.
            if len(names) == 1:
                raise
            raise several from None
        shares[name] = len(grade_ids & {cell.grade_id for cell in taken.sources})
    related = [name for name in names if shares[name]]
    if len(related) > 1:
        raise several
    if not related or 2 * shares[related[0]] < len(grade_ids):
        raise Unreadable(outcome("no_matching_notebook", expected, found=", ".join(names)))
    return related[0], contents[related[0]]
