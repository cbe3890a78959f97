"""A real nbgrader course around the invented unit, made in-process, and a small examiner for it that trusts everyone."""

from __future__ import annotations

import copy
import json
import os
import shutil
import sysconfig
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tiny_master as tiny
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader import api, utils
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from nbviva.engines import ExaminerLost
from nbviva.intake import intake
from nbviva.made_with import made_with
from nbviva.rebuild import rebuild
from nbviva.roles import key_of
from nbviva.submission import Refusal
from nbviva.unit import Unit
from nbviva.verdict import SCHEMA, Examined, kinds, refused

UNIT = "baking"
NOON = "2027-03-01 12:00:00 UTC"


def source() -> Any:
    """The invented unit with a coded answer for a person and a task."""
    notebook = tiny.master()
    task = tiny.marks("sketch") | {}
    task["nbgrader"] |= {"task": True, "points": 5, "locked": True}
    by_hand = tiny.marks("plan", points=1, solution=True)
    notebook.cells += [
        new_code_cell("### BEGIN SOLUTION\nplan = 1\n### END SOLUTION", id="plan", metadata=by_hand),
        new_markdown_cell("Draw an oven.", id="sketch", metadata=task),
    ]
    return notebook


def course(root: Path) -> CourseDirectory:
    """nbgrader's object for a course's folder."""
    return CourseDirectory(root=str(root), course_id="ovens")


def make(root: Path, notebooks: tuple[str, ...] = ("ovens",)) -> CourseDirectory:
    """Write the source and release it, as `nbgrader generate_assignment` does."""
    folder = root / "source" / UNIT
    folder.mkdir(parents=True)
    for name in notebooks:
        nbformat.write(source(), folder / f"{name}.ipynb")
    (folder / "data").mkdir()
    (folder / "data" / "heat.csv").write_text("1,2\n")
    made = course(root)
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls alembic by its name when it makes a gradebook.
        patch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)]))
        result = NbGraderAPI(made).generate_assignment(UNIT)
    assert result["success"], result.get("error", result.get("log"))
    return made


def copied(made: CourseDirectory, root: Path) -> CourseDirectory:
    """The same course in another folder."""
    shutil.copytree(made.root, root)
    return course(root)


def hand_in(
    made: CourseDirectory, student: str, answers: Mapping[str, str], when: str | None = NOON, name: str = "ovens"
) -> Path:
    """Write a submission: the release with these answers."""
    released = json.loads((Path(made.root) / "release" / UNIT / f"{name}.ipynb").read_text())
    for key, text in answers.items():
        tiny.cell(released, key)["source"] = text
    folder = Path(made.root) / "submitted" / student / UNIT
    folder.mkdir(parents=True, exist_ok=True)
    tiny.hand_in(folder, released, f"{name}.ipynb")
    if when is not None:
        (folder / "timestamp.txt").write_text(when + "\n")
    return folder


def examine(unit: Unit, folder: Path, student: str, key: bytes, settings: Mapping[str, Any]) -> Examined:
    """Run everything in one namespace of this process; some names of students make things happen."""
    if student == "breaks":
        raise RuntimeError("the grader has a fault")
    if student == "kills":
        raise ExaminerLost("the process has ended", gone=True)
    taken = intake(folder, f"{unit.notebook}.ipynb")
    if isinstance(taken, Refusal):
        reason = {"code": taken.outcome.code, "sentence": taken.outcome.sentence, "detail": ""}
        verdict = refused(
            assignment=unit.assignment,
            notebook=unit.notebook,
            student=student,
            master=unit.master,
            master_sha256=unit.master_sha256,
            kinds=kinds(unit.master, unit.roles),
            reason=reason,  # type: ignore[arg-type]
            versions=made_with(unit, settings),
        )
        return Examined(notebook=copy.deepcopy(unit.master), verdict=verdict)
    rebuilt = rebuild(unit.master, taken, unit.released)
    kind_of = kinds(unit.master, unit.roles)
    space: dict[str, Any] = {"__name__": "__main__"}
    cells = []
    for index, cell in enumerate(rebuilt.notebook.cells):
        name = key_of(cell, index)
        kind = kind_of.get(name, "plain")
        error = _run(cell, space)
        worth = float(cell.metadata.nbgrader["points"]) if kind in ("test", "written", "task") else None
        points = None
        status = "raised" if error else "ran"
        if kind == "test":
            status, points = ("failed", 0.0) if error else ("passed", worth)
        elif kind == "written":
            untouched = unit.checksums[name] == utils.compute_checksum(cell)
            status, points = ("untouched", 0.0) if untouched else ("manual", None)
        elif kind == "task":
            status = "manual"
        cells.append(_cell(name, kind, status, points, worth))
    tests = [cell for cell in cells if cell["kind"] == "test"]
    verdict = {
        "schema": SCHEMA,
        "assignment": unit.assignment,
        "notebook": unit.notebook,
        "student": student,
        "status": "examined",
        "points": sum(cell["points"] for cell in tests),
        "max_points": sum(cell["max_points"] for cell in tests),
        "cells": cells,
        "submission": {"file": taken.file, "sha256": taken.sha256, "notes": []},
        "master_sha256": unit.master_sha256,
        "versions": made_with(unit, settings),
        "sandbox": {"kind": "none", "start": "none", "limits": {}, "not_held": []},
        "draw": key.hex()[:8],
        "events": [],
        "look": [],
        "seconds": 0.0,
    }
    return Examined(notebook=json.loads(json.dumps(rebuilt.notebook)), verdict=verdict)  # type: ignore[typeddict-item]


def _run(cell: Any, space: dict[str, Any]) -> BaseException | None:
    if cell.cell_type != "code":
        return None
    try:
        exec(compile(cell.source, "<cell>", "exec"), space)
    except Exception as error:
        cell.outputs = [nbformat.v4.new_output("error", ename=type(error).__name__, evalue=str(error), traceback=["x"])]
        return error
    return None


def _cell(name: str, kind: str, status: str, points: float | None, worth: float | None) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "status": status,
        "points": points,
        "max_points": worth,
        "seconds": 0.0,
        "reason": None,
        "checks": [],
    }


@contextmanager
def gradebook(made: CourseDirectory) -> Any:
    """nbgrader's own gradebook."""
    with api.Gradebook(made.db_url, made.course_id) as found:
        yield found


def rows(made: CourseDirectory, assignment: str = UNIT) -> dict[str, Any]:
    """All that the gradebook says of the submissions of an assignment, without its random ids."""
    found: dict[str, Any] = {}
    with gradebook(made) as book:
        for submission in book.assignment_submissions(assignment):
            found[submission.student.id] = {
                "timestamp": submission.timestamp,
                "score": submission.score,
                "needs": submission.needs_manual_grade,
                "notebooks": {
                    notebook.name: {
                        "score": notebook.score,
                        "code": notebook.code_score,
                        "written": notebook.written_score,
                        "task": notebook.task_score,
                        "failed": notebook.failed_tests,
                        "late": notebook.late_submission_penalty,
                        "flagged": notebook.flagged,
                        "grades": {
                            grade.name: (
                                grade.auto_score,
                                grade.manual_score,
                                grade.extra_credit,
                                grade.needs_manual_grade,
                            )
                            for grade in notebook.grades
                        },
                        "comments": {
                            comment.name: (comment.auto_comment, comment.manual_comment)
                            for comment in notebook.comments
                        },
                    }
                    for notebook in submission.notebooks
                },
            }
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
