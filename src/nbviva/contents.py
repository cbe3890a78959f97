"""What is recorded of a submission: the files of its folder in autograded/, and what the gradebook is told of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict
from nbgrader import utils

from .autograded import Content
from .collected import NAME as TIMESTAMP
from .collected import SECRET_NAME, Collected
from .gradebook import GradebookError
from .roles import grader_data
from .rows import Marked
from .unit import Unit
from .verdict import FILE_NAME, FILE_SCHEMA, Examined, VerdictFile, read

NO_RESPONSE = "No response."
"""nbgrader's automatic comment on an untouched answer."""


def contents(
    units: Mapping[str, Unit],
    final: Path,
    student: str,
    examined: Sequence[Examined],
    when: Collected,
    old: VerdictFile | None,
) -> tuple[dict[str, Content], VerdictFile]:
    """The files for the place `final`, and the verdicts among them. `units`: the assignment's, by notebook.

    Notebooks that are not among `examined` keep what `old` says of them. Raises GradebookError for verdicts about
    something else.
    """
    new = {one["verdict"]["notebook"]: one for one in examined}
    first = next(iter(units.values()))
    for one in examined:
        said = (one["verdict"]["assignment"], one["verdict"]["student"], one["verdict"]["notebook"] in units)
        if said != (first.assignment, student, True):
            raise GradebookError(f"expected a verdict on {student}'s {first.assignment}, found one on {said[:2]}.")
    verdicts = {name: one["verdict"] for name, one in new.items()}
    files: dict[str, Content] = {name: Path(path) for name, path in first.files.items()}
    for verdict in old["notebooks"] if old else []:
        name = verdict["notebook"]
        if name not in new and name in units and (final / f"{name}.ipynb").is_file():
            verdicts[name] = verdict
            files[f"{name}.ipynb"] = (final / f"{name}.ipynb").read_bytes()
    for name, one in new.items():
        files[f"{name}.ipynb"] = notebook_bytes(one["notebook"], units[name])
    file = VerdictFile(
        schema=FILE_SCHEMA,
        assignment=first.assignment,
        student=student,
        handed_in=when.handed_in(),
        notebooks=[verdicts[name] for name in sorted(verdicts)],
    )
    files[FILE_NAME] = (json.dumps(file, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )
    files.pop(TIMESTAMP, None)
    if when.text is not None:
        files[TIMESTAMP] = f"{when.text}\n".encode()
    files.pop(SECRET_NAME, None)
    if when.secret is not None:
        # nbgrader copies it on to feedback/, and releases the feedback under a name made from it.
        files[SECRET_NAME] = when.secret.encode("ascii")
    return files, file


def notebook_bytes(notebook: Mapping[str, Any], unit: Unit) -> bytes:
    """The autograded notebook as a file. What nbgrader says in its graded cells is the master's, whatever it was.

    Raises GradebookError unless each of the master's cells with a grade_id is there once.
    """
    masters = {
        str(grader_data(cell)["grade_id"]): cell["metadata"]["nbgrader"]
        for cell in unit.master["cells"]
        if grader_data(cell).get("grade_id")
    }
    found = [str(grader_data(cell)["grade_id"]) for cell in notebook["cells"] if grader_data(cell).get("grade_id")]
    if sorted(found) != sorted(masters):
        raise GradebookError(
            f"{unit.notebook}: the examined notebook should hold each cell of the master once. This is a fault of "
            f"nbviva's; expected {', '.join(sorted(masters))}, found {', '.join(sorted(found))}."
        )
    cells = [
        {**cell, "metadata": {**cell["metadata"], "nbgrader": masters[str(grader_data(cell)["grade_id"])]}}
        if grader_data(cell).get("grade_id")
        else cell
        for cell in notebook["cells"]
    ]
    text = json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    # A lone surrogate becomes JSON's own way to write it.
    return (text + "\n").encode("utf-8", "backslashreplace")


def marked(examined: Iterable[Examined]) -> list[Marked]:
    """What the gradebook is told of notebooks that were examined."""
    return [Marked(one["verdict"], _comments(one["notebook"], one["verdict"]["status"])) for one in examined]


def marked_again(folder: Path, verdict: Any) -> Marked:
    """The same of a notebook that lies in a folder. Raises OSError, ValueError, KeyError."""
    notebook = json.loads((folder / f"{verdict['notebook']}.ipynb").read_text(encoding="utf-8"))
    return Marked(verdict, _comments(notebook, verdict["status"]))


def _comments(notebook: Mapping[str, Any], status: str) -> dict[str, str | None]:
    """nbgrader's automatic comments: on an answer that is as it was handed out. A refused notebook has none."""
    if status == "refused":
        return {}
    comments: dict[str, str | None] = {}
    for cell in _nodes(notebook["cells"]):
        if utils.is_solution(cell) or utils.is_task(cell):
            untouched = not utils.is_task(cell) and _untouched(cell)
            comments[str(cell.metadata.nbgrader.grade_id)] = NO_RESPONSE if untouched else None
    return comments


def _untouched(cell: NotebookNode) -> bool:
    try:
        return bool(cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell))
    except UnicodeEncodeError:
        # nbgrader cannot digest half a character; what was handed out has none.
        return False


def _nodes(cells: Iterable[Mapping[str, Any]]) -> Iterable[NotebookNode]:
    wanted = ({key: cell[key] for key in ("cell_type", "metadata", "source")} for cell in cells if grader_data(cell))
    return (from_dict(cell) for cell in wanted)  # type: ignore[no-untyped-call]


def recorded(final: Path) -> VerdictFile | None:
    """What was recorded before; None where there is nothing, or nothing of ours."""
    try:
        return read(final / FILE_NAME)
    except (OSError, ValueError):
        return None
