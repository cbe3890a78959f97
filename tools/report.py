"""The table of a graded class: points from the gradebook, named mistakes from the cards in the graded notebooks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from byhand import words
from byhand.cards import MIME
from course import exercises, grader_data, load, notebook_path
from sample_class import Student

WIDTH = 100
NAME = 17
POINTS = 4


@dataclass(frozen=True)
class Row:
    """One student's line: for each exercise the points, or None while they wait for a person."""

    student: Student
    points: tuple[float | None, ...]
    total: float
    named: tuple[tuple[str, str], ...]
    """(exercise, id of the mistake that its card names), in the order of the notebook."""
    unanswered: frozenset[str]
    broken: frozenset[str]
    """Exercises whose test cell ended in an error and showed no card."""
    unnamed: frozenset[str]
    """Exercises whose card takes points and names no mistake."""


def class_report(folder: Path, unit: str, students: Sequence[Student]) -> str:
    """The report on one unit as text, at most 100 columns wide, from the course folder that was graded."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        rows = [_row(folder, unit, student, gradebook) for student in students]
    return "\n".join([_title(unit, rows), "", *_table(unit, rows), "", *_mistakes(rows), ""])


def _row(folder: Path, unit: str, student: Student, gradebook: Gradebook) -> Row:
    notebook = notebook_path(unit)
    keys = [exercise.key for exercise in exercises(unit)]
    cards, broken = _cards(folder / "autograded" / student.id / unit / notebook.name)
    try:
        submission = gradebook.find_submission_notebook(notebook.stem, unit, student.id)
    except MissingEntry:
        return Row(student, (0.0,) * len(keys), 0.0, (), frozenset(keys), frozenset(), frozenset())
    grades = {grade.name.removeprefix("test_"): grade for grade in submission.grades}
    named = [(key, str(cards[key]["diagnosis"])) for key in keys if cards.get(key, {}).get("diagnosis")]
    return Row(
        student=student,
        points=tuple(None if grades[key].needs_manual_grade else float(grades[key].score) for key in keys),
        total=float(submission.score),
        named=tuple(named),
        unanswered=frozenset(key for key, card in cards.items() if card["status"] == "unanswered"),
        broken=frozenset(broken),
        unnamed=frozenset(
            key for key, card in cards.items() if card["status"] in ("failed", "partial") and not card["diagnosis"]
        ),
    )


def _cards(path: Path) -> tuple[dict[str, dict[str, object]], list[str]]:
    """Exercise -> the card's data, and the exercises whose test cell ended in an error."""
    cards: dict[str, dict[str, object]] = {}
    broken: list[str] = []
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        data = grader_data(cell)
        if not data.get("grade") or cell.cell_type != "code":
            continue
        key = data["grade_id"].removeprefix("test_")
        for output in cell.outputs:
            if output.output_type == "error":
                broken.append(key)
            elif MIME in output.get("data", {}):
                cards[key] = dict(output.data[MIME])
    return cards, broken


def _title(unit: str, rows: Sequence[Row]) -> str:
    first = next(cell.source for cell in load(unit).cells if cell.cell_type == "markdown")
    title = first.splitlines()[0].lstrip("# ")
    worth = exercises(unit)
    by_hand = sum(exercise.points for exercise in worth if exercise.by_hand)
    total = sum(exercise.points for exercise in worth)
    return f"{title}: {len(rows)} students, {total:g} points, {by_hand:g} of them given by a person"


def _table(unit: str, rows: Sequence[Row]) -> list[str]:
    worth = exercises(unit)
    places = range(len(worth))
    rule = "-" * WIDTH
    lines = [
        *_folded([f"{place + 1} {worth[place].key}" for place in places]),
        "",
        f"{'':<{NAME}}{_columns(str(place + 1) for place in places)}  total  what happened",
        f"{'points':<{NAME}}{_columns(f'{e.points:g}' for e in worth)}{sum(e.points for e in worth):>7g}",
        rule,
    ]
    for row in rows:
        name = f"{row.student.first} {row.student.last}"[: NAME - 1]
        points = _columns(_points(row, place, worth[place].key) for place in places)
        more = "+" if None in row.points else " "
        happened = _happened(row, [exercise.key for exercise in worth if not exercise.by_hand])
        lines.append(f"{name:<{NAME}}{points}{row.total:>7g}{more} {happened}".rstrip())
    means = [sum(row.points[place] or 0.0 for row in rows) / len(rows) for place in places]
    shown = _columns("" if e.by_hand else f"{mean:.1f}" for e, mean in zip(worth, means, strict=True))
    lines += [rule, f"{'mean':<{NAME}}{shown}{sum(row.total for row in rows) / len(rows):>7.1f}"]
    return [
        *lines,
        "",
        *_folded(["· not answered", "! did not run", "? waits for a person", "+ points may still come"]),
    ]


def _columns(texts: Iterable[str]) -> str:
    return "".join(f"{text:>{POINTS}}" for text in texts)


def _folded(items: Sequence[str]) -> list[str]:
    """The items side by side, on as few lines as they need."""
    lines = [items[0]]
    for item in items[1:]:
        if len(lines[-1]) + 3 + len(item) > WIDTH:
            lines.append(item)
        else:
            lines[-1] += f"   {item}"
    return lines


def _points(row: Row, place: int, key: str) -> str:
    points = row.points[place]
    if points is None:
        return "?"
    return "!" if key in row.broken else "·" if key in row.unanswered else f"{points:g}"


def _happened(row: Row, keys: Sequence[str]) -> str:
    """The named mistakes in the order of the exercises (`keys`), and what did not run or was not answered."""
    if row.unanswered == frozenset(keys):
        return "nothing answered"
    parts = [mistake for _, mistake in row.named]
    if row.broken:
        parts.append("did not run: " + " ".join(str(place) for place, key in enumerate(keys, 1) if key in row.broken))
    if row.unnamed:
        parts.append("unnamed: " + " ".join(str(place) for place, key in enumerate(keys, 1) if key in row.unnamed))
    if row.unanswered:
        parts.append(f"{len(row.unanswered)} not answered")
    return ", ".join(parts) or "all right"


def _mistakes(rows: Sequence[Row]) -> list[str]:
    """What the ids mean: the words of the cards, and who made the mistake."""
    makers: dict[str, list[str]] = {}
    for row in rows:
        for _, mistake in row.named:
            names = makers.setdefault(mistake, [])
            if row.student.first not in names:
                names.append(row.student.first)
    if not makers:
        return ["No card named a mistake."]
    lines = ["The mistakes, in the words of the cards"]
    for mistake in sorted(makers, key=lambda name: (name[0], int(name[1:]))):
        said = words.say(f"mistake.{mistake}.cause")
        text = f"{said} ({', '.join(makers[mistake])})"
        lines += textwrap.wrap(text, WIDTH, initial_indent=f"  {mistake:<4} ", subsequent_indent=" " * 7)
    return lines
