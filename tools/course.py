"""Reads the reference notebooks and the bank of answers, and examines an answer in this process.

For the tests and the demo: honest code only, nothing here is a sandbox. It never writes into the repository.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "answers"

_ID = re.compile(r"([A-Z]\d+)_")
_EARNS = re.compile(r"^Earns: ([0-9.]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """One exercise of a unit: its key (the grade_id of the answer cell) and what it is worth."""

    key: str
    points: float
    by_hand: bool
    """True where a person grades: the answer cell itself carries the points and no test cell follows."""


@dataclass(frozen=True)
class Answer:
    """One file of the bank: the whole content of a student's answer cell."""

    path: Path
    unit: str
    key: str
    right: bool
    id: str | None
    """The id in the catalogue of misconceptions that the card must name; None for a right answer."""
    earns: float
    story: str
    """What it does, in one line."""
    source: str


@dataclass(frozen=True)
class Examined:
    """What the test cell made of an answer."""

    exam: Any
    """The byhand exam: `findings`, `diagnosis`."""
    points: float
    shown: str
    """The card as text, and whatever else was printed."""


def units() -> list[str]:
    """The units that have a reference notebook, in the order of the course."""
    return sorted(path.parent.name for path in (ROOT / "source").glob("*/*.ipynb"))


def notebook_path(unit: str) -> Path:
    """The unit's one reference notebook. Raises FileNotFoundError if there is none, or more than one."""
    found = sorted((ROOT / "source" / unit).glob("*.ipynb"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise FileNotFoundError(f"Expected one notebook in source/{unit}/, found {names}.")
    return found[0]


@cache
def load(unit: str) -> NotebookNode:
    """The unit's reference notebook. Shared between callers: do not change it."""
    notebook: NotebookNode = nbformat.read(notebook_path(unit), as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def grader_data(cell: NotebookNode) -> dict[str, Any]:
    """What nbgrader keeps in a cell's metadata; empty for a plain cell."""
    return dict(cell.metadata.get("nbgrader", {}))


def exercises(unit: str) -> list[Exercise]:
    """The unit's exercises in the order of the notebook."""
    return [
        Exercise(data["grade_id"].removeprefix("test_"), float(data["points"]), by_hand=bool(data["solution"]))
        for data in map(grader_data, load(unit).cells)
        if data.get("grade")
    ]


def points(unit: str, key: str) -> float:
    """What the exercise is worth. Raises KeyError if the unit has no such exercise."""
    worth = {exercise.key: exercise.points for exercise in exercises(unit)}
    return worth[key]


def source(unit: str, grade_id: str) -> str:
    """The source of a cell. Raises KeyError if the notebook has no cell with this grade_id."""
    for cell in load(unit).cells:
        if grader_data(cell).get("grade_id") == grade_id:
            return str(cell.source)
    raise KeyError(f"{notebook_path(unit).name} has no cell with the grade_id {grade_id!r}.")


def test_source(unit: str, key: str) -> str:
    """The exercise's test cell, its hidden part included."""
    return source(unit, f"test_{key}")


test_source.__test__ = False  # type: ignore[attr-defined]  # the name is the cell's, not pytest's


@cache
def bank(unit: str, key: str) -> tuple[Answer, ...]:
    """The answers kept for an exercise, right ones first. Raises ValueError for a file that breaks the bank's rules."""
    folder = BANK / unit / key
    files = [*sorted(folder.glob("right/*.py")), *sorted(folder.glob("wrong/*.py"))]
    return tuple(_read(path, unit, key) for path in files)


def _read(path: Path, unit: str, key: str) -> Answer:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text, str(path)))
    if not docstring:
        raise ValueError(f"{path}: expected a docstring that says in one line what the answer does, found none.")
    right = path.parent.name == "right"
    mistake = None if right else _ID.match(path.name)
    if not right and mistake is None:
        raise ValueError(f"{path}: expected a name like C1_what_it_does.py with the id of the mistake in front.")
    earns = _EARNS.search(docstring)
    return Answer(
        path=path,
        unit=unit,
        key=key,
        right=right,
        id=mistake.group(1) if mistake else None,
        earns=points(unit, key) if right else float(earns.group(1)) if earns else 0.0,
        story=docstring.splitlines()[0],
        source=text,
    )


def examine(unit: str, key: str, answer: str) -> Examined:
    """Run the setup, the reference solutions with `answer` in the place of this exercise's, and the test cell.

    Everything happens in this process, in a namespace of its own. The answer is compiled like a notebook cell, so an
    error in it is raised here unless the test cell catches it.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        _run(source(unit, "setup"), f"<{unit}: setup>", namespace)
        for cell in load(unit).cells:
            data = grader_data(cell)
            if cell.cell_type == "code" and data.get("solution"):
                name = data["grade_id"]
                _run(answer if name == key else cell.source, f"<{unit}: {name}>", namespace)
        earned = _run(test_source(unit, key), f"<{unit}: test_{key}>", namespace)
    return Examined(namespace["exam"], float(earned), shown.getvalue())


def _run(source: str, name: str, namespace: dict[str, Any]) -> Any:
    """Execute a cell; the value of its last expression, or None."""
    # Cards quote the student's own line, and find it where tracebacks do.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    body, last = _compiled(source, name)
    exec(body, namespace)
    return eval(last, namespace) if last else None


@cache
def _compiled(source: str, name: str) -> tuple[CodeType, CodeType | None]:
    tree = ast.parse(source, name)
    last = None
    if tree.body and isinstance(final := tree.body[-1], ast.Expr):
        tree.body.pop()
        last = compile(ast.Expression(final.value), name, "eval")
    return compile(tree, name, "exec"), last
