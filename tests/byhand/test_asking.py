"""Questions that go over together, asked of something that notes each way: what comes of them is what would come otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from byhand import devices
from byhand.asking import ask, foresee, together
from byhand.units import two_layers
from byhand.units.two_layers.forward import Forward


class Far:
    """A function in another place, as a grader's stand-in is one: `ways` has what each way carried."""

    def __init__(self, function: Callable[..., object]) -> None:
        self.function = function
        self.ways: list[int] = []

    def __call__(self, *arguments: object) -> object:
        self.ways.append(1)
        return self.function(*arguments)

    def __eq__(self, other: object) -> bool:
        raise AssertionError("a stand-in that is compared asks a question")

    __hash__ = object.__hash__

    @staticmethod
    def __together__(calls: Sequence[tuple[Far, tuple[object, ...]]]) -> list[Callable[[], object]]:
        calls[0][0].ways.append(len(calls))
        return [lambda far=far, given=given: far.function(*given) for far, given in calls]


def double_(w: np.ndarray) -> None:
    w *= 2


def right(x: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> tuple[np.ndarray, ...]:
    h = x @ w1
    h_relu = np.maximum(h, 0)
    return h, h_relu, h_relu @ w2


def test_what_was_foreseen_is_asked_once_and_says_what_it_would_have_said() -> None:
    far, w, v = Far(double_), np.arange(3.0), np.arange(4.0)
    foresee(far, [{"w": w}, {"w": w}, {"w": v}])
    assert far.ways == [3]
    for asked in (w.copy(), w, v[::1]):  # known by what it is, wherever it lies
        reply = ask(far, {"w": asked})
        assert reply.changed == ("w",)
        assert np.array_equal(reply.arguments["w"], 2 * asked)  # type: ignore[arg-type]
    assert far.ways == [3]
    ask(far, {"w": w})  # a third time had not been foreseen
    assert far.ways == [3, 1]
    assert np.array_equal(w, np.arange(3.0))


@pytest.mark.parametrize(
    "other",
    [np.arange(3), np.array([0.0, 1.0, -2.0]), np.arange(6.0)[::2], np.array([-0.0, 1.0, 2.0]), [0.0, 1.0, 2.0]],
)
def test_another_question_is_asked_by_itself(other: object) -> None:
    far = Far(lambda w: 7)
    foresee(far, [{"w": np.arange(3.0)}] * 2)
    assert ask(far, {"w": other}).value == 7
    assert ask(far, {"v": np.arange(3.0)}).value == 7
    assert far.ways == [2, 1, 1]


def test_another_device_is_another_question(monkeypatch: pytest.MonkeyPatch) -> None:
    far = Far(lambda w: 7)
    monkeypatch.setattr(devices, "asked_on", lambda: "cuda:0")
    foresee(far, [{"w": 1.0}] * 2)
    monkeypatch.undo()
    ask(far, {"w": 1.0})
    assert far.ways == [2, 1]


def test_what_cannot_be_asked_together_is_asked_one_by_one() -> None:
    class Refusing(Far):
        @staticmethod
        def __together__(calls: Sequence[tuple[Far, tuple[object, ...]]]) -> list[Callable[[], object]]:
            raise RuntimeError("not from here")

    far = Refusing(lambda w: 7)
    foresee(far, [{"w": 1.0}] * 2)
    assert ask(far, {"w": 1.0}).value == 7
    assert far.ways == [1]


def test_a_function_of_the_notebook_is_asked_when_its_turn_comes() -> None:
    asked: list[float] = []
    foresee(asked.append, [{"w": 1.0}, {"w": 2.0}])
    first, second = together([(asked.append, (1.0,)), (asked.append, (2.0,))])
    assert asked == []
    second()
    first()
    assert asked == [2.0, 1.0]


def test_an_exam_takes_two_ways_and_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYHAND_DRAW", "0123456789abcdef")

    def examined(answer: Callable[..., object]) -> tuple[object, object]:
        exam = two_layers.exam("forward", answer, points=3, hidden=5)
        for condition in Forward().conditions:
            exam.hidden(condition)
        return exam.earned, exam.findings

    for function in (right, lambda x, w1, w2: (x @ w1, x @ w1, x @ w1 @ w2), lambda x, w1, w2: None):
        far = Far(function)
        assert examined(far) == examined(function)
        if function is right:
            assert far.ways == [3, 5]
