"""The one writer: puts what was examined into the gradebook and into autograded/, both or none.

For each submission, in this order, while no other run records (`nbviva.private.one_writer`):

    1. the whole folder is written beside its place and brought onto the disk: the intent (`nbviva.autograded`)
    2. one transaction brings the gradebook's rows to what the intent's verdict.json and notebooks say
    3. the folder goes to its place in one step, the old one is removed

Ended by force before 1 is done, nothing has happened. Ended later, the intent is still there, and the next run begins
by doing 2 and 3 again from it; both can be done twice. So the end is that of a run that nobody disturbed, and recording
the same thing again writes nothing at all. Instructors' manual scores and comments are never written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict
from nbgrader import utils
from sqlalchemy.exc import OperationalError

from . import autograded
from .autograded import Content, Rights
from .collected import NAME as TIMESTAMP
from .collected import SECRET_NAME, Collected, from_text
from .gradebook import BUSY_SECONDS, GradebookError, explained, opened
from .private import one_writer
from .roles import grader_data
from .rows import Marked, Penalty, Rows
from .unit import Unit
from .verdict import FILE_NAME, FILE_SCHEMA, Difference, Examined, VerdictFile, differences, read

NO_RESPONSE = "No response."
"""nbgrader's automatic comment on an untouched answer."""


class Recorder:
    """Records submissions of one assignment; a context manager that holds the gradebook's session.

    `record` may raise GradebookError or OSError for one submission; the next can be recorded all the same.
    """

    def __init__(
        self,
        coursedir: Any,
        units: Sequence[Unit],
        *,
        penalty: Penalty | None = None,
        create_students: bool = True,
        rights: Rights | None = None,
        log: Callable[[str], None] = lambda line: None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        """`coursedir` is nbgrader's CourseDirectory, `units` all those of the assignment. Raises ValueError for none."""
        if not units:
            raise ValueError("expected the units of an assignment, found none")
        self._coursedir = coursedir
        self._course = Path(coursedir.root)
        self._units = {unit.notebook: unit for unit in units}
        self._assignment = units[0].assignment
        self._penalty = penalty
        self._create = create_students
        self._rights = rights or Rights(664 if coursedir.groupshared else 444, bool(coursedir.groupshared))
        self._log = log
        self._busy_seconds = busy_seconds
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Open the gradebook, and finish what an ended run has begun."""
        with ExitStack() as stack:
            url = self._coursedir.db_url
            self._session = stack.enter_context(opened(url, writing=True, busy_seconds=self._busy_seconds))
            self._rows = Rows(self._session, self._assignment, self._penalty)
            self._recover()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def students(self) -> set[str]:
        """Those whose submission the gradebook knows."""
        return self._rows.students()

    def record(self, student: str, examined: Sequence[Examined], when: Collected) -> list[Difference]:
        """Record the notebooks of one submission; return what is graded otherwise than before.

        Notebooks of the assignment that are not among `examined` keep what was recorded of them.
        """
        final = self._final(student)
        with one_writer(self._course):
            self._finish(final)
            old = _verdicts(final)
            contents, verdicts = self._contents(final, student, examined, when, old)
            marked = [Marked(one["verdict"], _comments(one["notebook"], one["verdict"]["status"])) for one in examined]
            if autograded.holds(final, contents):
                self._write(student, marked, when)
                autograded.clear(final)
            else:
                ready = autograded.prepare(final, contents, self._rights)
                try:
                    self._write(student, marked, when)
                except GradebookError:
                    # Nothing was committed, so nothing is meant any more.
                    autograded.clear(final)
                    raise
                autograded.publish(final, ready)
        return differences(old, verdicts)

    def _final(self, student: str) -> Path:
        directory = self._coursedir.autograded_directory
        return Path(self._coursedir.format_path(directory, student, self._assignment))

    def _write(self, student: str, marked: Sequence[Marked], when: Collected) -> None:
        try:
            # With SQLite the transaction begins by holding the gradebook alone.
            with self._session.begin():
                self._rows.write(student, marked, when.moment, create_student=self._create)
        except OperationalError as problem:
            raise explained(problem, self._busy_seconds) from problem
        except UnicodeEncodeError:
            raise GradebookError(f"{student!r} is no name that a gradebook can hold. Rename the folder.") from None

    # --- what an ended run left

    def _recover(self) -> None:
        pattern = self._coursedir.format_path(self._coursedir.autograded_directory, "*", self._assignment)
        if not autograded.left_overs(pattern):
            return
        with one_writer(self._course):
            for final in autograded.left_overs(pattern):
                self._finish(final)

    def _finish(self, final: Path) -> None:
        """Do again what an ended run meant to do in this place."""
        for ready in autograded.intents(final):
            try:
                verdicts = read(ready / FILE_NAME)
                if verdicts["assignment"] != self._assignment:
                    return
                marked = [_marked(ready, verdict) for verdict in verdicts["notebooks"]]
                stamp = ready / TIMESTAMP
                when = from_text(stamp.read_text(encoding="utf-8").strip()) if stamp.is_file() else Collected()
                self._write(verdicts["student"], marked, when)
            except (GradebookError, OSError, ValueError, KeyError) as problem:
                if isinstance(problem, GradebookError) and isinstance(problem.__cause__, OperationalError):
                    raise
                self._log(
                    f"{final}: an ended run was about to record this, and it fits the assignment no more ({problem}). "
                    "Grade it again with --force."
                )
                continue
            autograded.publish(final, ready)
            self._log(f"{final}: recorded what an ended run had examined.")
        autograded.clear(final)

    # --- the folder's content

    def _contents(
        self, final: Path, student: str, examined: Sequence[Examined], when: Collected, old: VerdictFile | None
    ) -> tuple[dict[str, Content], VerdictFile]:
        new = {one["verdict"]["notebook"]: one for one in examined}
        for one in examined:
            said = (one["verdict"]["assignment"], one["verdict"]["student"], one["verdict"]["notebook"] in self._units)
            if said != (self._assignment, student, True):
                raise GradebookError(f"expected a verdict on {student}'s {self._assignment}, found one on {said[:2]}.")
        verdicts = {name: one["verdict"] for name, one in new.items()}
        contents: dict[str, Content] = {name: Path(path) for name, path in self._units_files().items()}
        for verdict in old["notebooks"] if old else []:
            name = verdict["notebook"]
            if name not in new and name in self._units and (final / f"{name}.ipynb").is_file():
                verdicts[name] = verdict
                contents[f"{name}.ipynb"] = (final / f"{name}.ipynb").read_bytes()
        for name, one in new.items():
            contents[f"{name}.ipynb"] = notebook_bytes(one["notebook"], self._units[name])
        file = VerdictFile(
            schema=FILE_SCHEMA,
            assignment=self._assignment,
            student=student,
            handed_in=when.handed_in(),
            notebooks=[verdicts[name] for name in sorted(verdicts)],
        )
        contents[FILE_NAME] = (json.dumps(file, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
            "utf-8", "backslashreplace"
        )
        contents.pop(TIMESTAMP, None)
        if when.text is not None:
            contents[TIMESTAMP] = f"{when.text}\n".encode()
        contents.pop(SECRET_NAME, None)
        if when.secret is not None:
            # nbgrader carries it on to feedback/, and gives feedback back under its name. No new line: it is hashed.
            contents[SECRET_NAME] = when.secret.encode()
        return contents, file

    def _units_files(self) -> dict[str, str]:
        return next(iter(self._units.values())).files


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


def _marked(folder: Path, verdict: Any) -> Marked:
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


def _verdicts(final: Path) -> VerdictFile | None:
    """What was recorded before; None where there is nothing, or nothing of ours."""
    try:
        return read(final / FILE_NAME)
    except (OSError, ValueError):
        return None
