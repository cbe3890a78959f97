"""The bank of answers against the test cells: right is right, and wrong is refused and named."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from course import BANK, Answer, bank, examine, exercises, units

EXERCISES = [(unit, e.key) for unit in units() for e in exercises(unit) if not e.by_hand]
ANSWERS = [answer for unit, key in EXERCISES for answer in bank(unit, key)]

LAST = {"A": 11, "B": 6, "C": 9, "D": 12, "E": 12, "F": 15, "G": 29, "H": 16, "J": 11, "L": 41, "N": 14}


def coverage(unit: str) -> dict[str, Any]:
    """answers/<unit>/coverage.json: what the unit promises to catch, and why the rest of its families is elsewhere."""
    read: dict[str, Any] = json.loads((BANK / unit / "coverage.json").read_text(encoding="utf-8"))
    return read


def named(answer: Answer) -> str:
    return f"{answer.key}-{answer.path.stem}"


@pytest.mark.parametrize("answer", [a for a in ANSWERS if a.right], ids=named)
def test_right_is_right(answer: Answer) -> None:
    examined = examine(answer.unit, answer.key, answer.source)
    assert examined.points == answer.earns, examined.shown
    assert not examined.exam.findings, examined.shown
    assert examined.exam.diagnosis is None


@pytest.mark.parametrize("answer", [a for a in ANSWERS if not a.right], ids=named)
def test_wrong_is_refused_and_named(answer: Answer) -> None:
    examined = examine(answer.unit, answer.key, answer.source)
    assert examined.exam.findings
    assert examined.exam.diagnosis == answer.id, examined.shown
    assert examined.points == answer.earns, examined.shown
    worth = {exercise.key: exercise.points for exercise in exercises(answer.unit)}
    assert answer.earns < worth[answer.key]


@pytest.mark.parametrize(("unit", "key"), EXERCISES)
def test_five_or_more_right_answers_that_differ(unit: str, key: str) -> None:
    programs = {ast.dump(without_docstring(answer.source)) for answer in bank(unit, key) if answer.right}
    assert len(programs) >= 5


def without_docstring(source: str) -> ast.Module:
    tree = ast.parse(source)
    return ast.Module(tree.body[1:], [])


@pytest.mark.parametrize("unit", units())
def test_every_misconception_of_the_units_families_is_caught_or_explained(unit: str) -> None:
    promised = coverage(unit)
    missing = [
        f"{key}/{mistake}"
        for key, mistakes in promised["caught"].items()
        for mistake in mistakes
        if mistake not in {answer.id for answer in bank(unit, key)}
    ]
    assert missing == []
    everywhere = {str(answer.id) for answer in ANSWERS if answer.unit == unit}
    families = promised["families"]
    catalogue = {f"{letter}{number}" for letter in families for number in range(1, LAST[letter] + 1)}
    assert catalogue - everywhere == set(promised["elsewhere"])
    assert all(promised["elsewhere"].values())


def test_nothing_in_the_bank_is_forgotten() -> None:
    read = {answer.path for answer in ANSWERS}
    assert read == set(BANK.rglob("*.py"))
