"""The role of each cell of a master: what runs where, and whose source is run.

    answer  the student's; runs in the student's process
    test    the master's; runs in the examiner's process only
    setup   the master's; runs in both, so it must need nothing of the student's
    plain   runs in the student's process: the student's source where the cell may be edited, else the master's

A tag `nbviva:<role>` on the master's cell overrides the rule. Nothing in a submission can.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from .names import Names, names

Role = Literal["answer", "test", "setup", "plain"]
ROLES: tuple[Role, ...] = get_args(Role)
TAG = "nbviva:"


def grader_data(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """What nbgrader keeps in a master cell's metadata; empty for a cell that it does not know."""
    found: Mapping[str, Any] = cell["metadata"].get("nbgrader") or {}
    return found


def is_locked(cell: Mapping[str, Any]) -> bool:
    """Whether a student may not change the cell: nbgrader's rule, in which a test is always locked."""
    data = grader_data(cell)
    return not data.get("solution") and bool(data.get("grade") or data.get("locked"))


def key_of(cell: Mapping[str, Any], index: int) -> str:
    """The name of a master's cell: its grade_id, else its cell id, else its place (`cell 3`, from 1)."""
    return str(grader_data(cell).get("grade_id") or cell.get("id") or f"cell {index + 1}")


def roles(master: Mapping[str, Any]) -> dict[str, Role]:
    """Return the role of each cell of a master by its key, in the notebook's order.

    Raises ValueError if two cells have the same key, if a tag names no role or two, or if a tag would let a source of
    the student's be run by the examiner.
    """
    keys = [key_of(cell, index) for index, cell in enumerate(master["cells"])]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"expected cells with different names, found several named {', '.join(sorted(twice))}")
    found: list[Role | None] = [_by_mark(cell, key) for cell, key in zip(master["cells"], keys, strict=True)]
    read = {
        index: names(cell["source"])
        for index, cell in enumerate(master["cells"])
        if cell["cell_type"] == "code" and found[index] != "test"
    }
    # Each cell that turns out to be plain may make others plain that take its names.
    while True:
        students = set().union(
            *(_given(read, index) for index, role in enumerate(found) if role in ("answer", "plain"))
        )
        more = [index for index, role in enumerate(found) if role is None and _needs(index, found, read, students)]
        if not more:
            break
        for index in more:
            found[index] = "plain"
    return {key: role or "setup" for key, role in zip(keys, found, strict=True)}


def _by_mark(cell: Mapping[str, Any], key: str) -> Role | None:
    """The role that a cell's metadata gives it; None for a locked code cell, whose names decide."""
    data = grader_data(cell)
    tag = _tagged(cell, key)
    if tag is not None:
        return tag
    if data.get("solution"):
        return "answer"
    if data.get("grade"):
        return "test"
    return None if data.get("locked") and cell["cell_type"] == "code" else "plain"


def _tagged(cell: Mapping[str, Any], key: str) -> Role | None:
    said = [tag.removeprefix(TAG) for tag in cell["metadata"].get("tags", []) if tag.startswith(TAG)]
    found = [role for role in ROLES if role in said]
    if not said:
        return None
    if len(said) != 1 or not found:
        raise ValueError(f"cell {key}: expected one tag {TAG}<{'|'.join(ROLES)}>, found {', '.join(said)}")
    [role] = found
    solution = bool(grader_data(cell).get("solution"))
    if solution and role in ("test", "setup"):
        raise ValueError(f"cell {key}: its source is the student's, so the examiner must not run it as {role}")
    if role == "answer" and not solution:
        raise ValueError(f"cell {key}: expected a solution cell of nbgrader's under the tag {TAG}answer")
    return role


def _given(read: Mapping[int, Names | None], index: int) -> frozenset[str]:
    found = read.get(index)
    return found.given if found else frozenset()


def _needs(index: int, found: list[Role | None], read: Mapping[int, Names | None], students: set[str]) -> bool:
    """Whether a locked cell takes a name that only cells of the student's process give. So does one we cannot read."""
    cell = read[index]
    if cell is None:
        return True
    before = (_given(read, other) for other in range(index) if found[other] in (None, "setup"))
    return bool((cell.taken & students) - set().union(*before))
