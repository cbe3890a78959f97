"""The bank of answers against the test cells: right is right, and wrong is refused and named."""

from __future__ import annotations

import ast

import pytest

from course import BANK, Answer, bank, examine, exercises, units

EXERCISES = [(unit, e.key) for unit in units() for e in exercises(unit) if not e.by_hand]
ANSWERS = [answer for unit, key in EXERCISES for answer in bank(unit, key)]

# Which entries A to E of the catalogue of misconceptions a unit must catch, and in which exercise. An entry may be
# caught in other exercises, too; the files there say so.
APPLICABLE = {
    "02_two_layers_by_hand": {
        "sse": ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"],
        "forward": ["A10", "D9"],
        "grad_y_pred": ["B1", "B2", "B3", "B4", "B5", "E4"],
        "grad_w2": ["C2", "C3", "C4", "C5", "C6"],
        "train": ["C1", "C8", "E9", "E11", "E12"],
        "grad_h_relu": ["C7"],
        "grad_h": ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D9", "D10", "D12", "E5"],
        "grad_w1": ["D8", "E1", "E2", "E3"],
        "step_": ["E6", "E7", "E8", "E10"],
    },
}
# The rest of A to E, and why no file of the unit can hold it.
ELSEWHERE = {
    "02_two_layers_by_hand": {
        "A11": "the gradient of unit 1 gets y and y_hat in the wrong order",
        "B6": "the upstream scalar of unit 5",
        "C9": "a weight with one dimension: every w2 of this unit has two",
        "D11": "no mistake: any slope at exactly 0 is accepted",
    }
}
LAST = {"A": 11, "B": 6, "C": 9, "D": 12, "E": 12}


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


@pytest.mark.parametrize("unit", sorted(APPLICABLE))
def test_every_applicable_misconception_is_in_the_bank(unit: str) -> None:
    missing = [
        f"{key}/{mistake}"
        for key, mistakes in APPLICABLE[unit].items()
        for mistake in mistakes
        if mistake not in {answer.id for answer in bank(unit, key)}
    ]
    assert missing == []
    everywhere = {str(answer.id) for answer in ANSWERS if answer.unit == unit}
    catalogue = {f"{letter}{number}" for letter, last in LAST.items() for number in range(1, last + 1)}
    assert catalogue - everywhere == set(ELSEWHERE[unit])


def test_nothing_in_the_bank_is_forgotten() -> None:
    read = {answer.path for answer in ANSWERS}
    assert read == set(BANK.rglob("*.py"))
