"""Fixtures tell mistakes apart; a mistake nobody listed is never given another's name."""

from __future__ import annotations

import numpy as np
import pytest

from byhand.compare import relative_error
from byhand.fixtures import MARGIN, SIZES, identifiable
from byhand.network_exercise import ArrayExercise
from byhand.units.two_layers import EXERCISES, exam

ARRAY_EXERCISES = [exercise for exercise in EXERCISES.values() if isinstance(exercise, ArrayExercise)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_a_drawn_case_has_one_dead_unit_one_always_on_and_no_small_h(sizes: dict[str, int]) -> None:
    seed = int(np.random.default_rng().integers(2**32))
    case = identifiable(np.random.default_rng(seed), sizes)
    on = case.h > 0
    said = f"seed {seed}"
    assert (~on.any(axis=0)).sum() == 1, said
    assert on.all(axis=0).sum() == 1, said
    assert on.any(axis=1).all(), said
    assert np.abs(case.h).min() > MARGIN, said
    error = case.y_pred - case.y
    assert ((error > 0).any(axis=0) & (error < 0).any(axis=0)).all(), said


@pytest.mark.parametrize("exercise", ARRAY_EXERCISES, ids=lambda e: e.key)
def test_visible_numbers_are_the_same_every_time(exercise: ArrayExercise) -> None:
    again = type(exercise)()
    for first, second in zip(exercise.cases, again.cases, strict=True):
        np.testing.assert_array_equal(first.h, second.h)


@pytest.mark.parametrize("exercise", ARRAY_EXERCISES, ids=lambda e: e.key)
def test_each_named_mistake_predicts_something_else_than_the_reference(exercise: ArrayExercise) -> None:
    for case in exercise.cases:
        right = exercise.reference(case)[0]
        for hypothesis in exercise.hypotheses:
            if hypothesis.predict is not None and len(exercise.outputs) == 1:
                wrong = hypothesis.predict(case)
                assert np.shape(wrong) != right.shape or relative_error(wrong, right) > 1e-3, hypothesis.mistake


def _noise(answer):  # type: ignore[no-untyped-def]
    """The right answer with one entry of its first array moved: a mistake that nobody listed."""

    def wrong(*arguments):  # type: ignore[no-untyped-def]
        value = answer(*arguments)
        value.flat[-1] += 0.5
        return value

    return wrong


UNLISTED = {
    "grad_y_pred": _noise(lambda y_pred, y: 2.0 * (y_pred - y)),
    "grad_w2": _noise(lambda h_relu, g: h_relu.T @ g),
    "grad_h_relu": _noise(lambda g, w2: g @ w2.T),
    "grad_h": _noise(lambda g, h: g * (h > 0)),
    "grad_w1": _noise(lambda x, g: x.T @ g),
}


@pytest.mark.parametrize("key", UNLISTED)
def test_an_unlisted_mistake_is_refused_without_a_name_and_with_numbers_and_a_next_step(key: str) -> None:
    found = exam(key, UNLISTED[key], points=2, hidden=0)
    assert found.earned == 0
    assert found.diagnosis is None
    finding = found.findings[0]
    assert finding.how_much is not None
    assert finding.where is not None
    assert finding.cause is None
    assert finding.next_step.said("en")


@pytest.mark.parametrize("factor", [3.0, 0.25, -2.0, 0.1])
def test_a_scale_nobody_listed_is_not_taken_for_one_that_is(factor: float) -> None:
    found = exam("grad_w2", lambda h_relu, g: factor * (h_relu.T @ g), points=3, hidden=0)
    assert found.earned == 0
    assert found.diagnosis is None


def test_an_answer_that_knows_only_the_visible_numbers_earns_nothing() -> None:
    """Hard-coded replies pass what everybody can see; fresh numbers find them out."""
    known = {}
    for case in EXERCISES["grad_w2"].cases:  # type: ignore[attr-defined]
        known[case.g.tobytes()] = case.h_relu.T @ case.g

    def parrot(h_relu: np.ndarray, g: np.ndarray) -> np.ndarray:
        return known.get(np.ascontiguousarray(g).tobytes(), np.zeros((h_relu.shape[1], g.shape[1])))

    found = exam("grad_w2", parrot, points=3, hidden=6)
    assert found.earned == 3
    found.hidden("fresh")
    assert found.earned == 0
