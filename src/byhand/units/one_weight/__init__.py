"""The checks of unit 1, One weight: functions that a test cell starts an exam with."""

from __future__ import annotations

from byhand.exam import Exam, Points
from byhand.exercise import Answer, Exercise
from byhand.units.one_weight.forward import Mse, Predict
from byhand.units.one_weight.fresh_start import FreshGrad
from byhand.units.one_weight.graphs import GraphNames
from byhand.units.one_weight.recorded import AutogradGrad
from byhand.units.one_weight.slopes import GradW, Slope
from byhand.units.one_weight.walking import Descend
from byhand.units.one_weight.ways_out import Exits

__all__ = ["EXERCISES", "autograd_grad", "descend", "exam", "exits"]

EXERCISES: dict[str, Exercise] = {
    exercise.key: exercise
    for exercise in (
        Predict(),
        Mse(),
        Slope(),
        GradW(),
        Descend(),
        AutogradGrad(),
        GraphNames(),
        Exits(),
        FreshGrad(),
    )
}


def exam(key: str, answer: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine `answer` to the exercise `key`, worth `points`, of which the grader asks `hidden` more checks.

    For graph_names and fresh_grad the answer is a helper beside the student's function. Raises KeyError for an exercise
    that the unit does not have.
    """
    return Exam(EXERCISES[key], answer, points, hidden)


def descend(answer: Answer, grad_w: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 1.5: `answer` is the student's descend, `grad_w` the student's slope that it may call."""
    return Exam(Descend(grad_w), answer, points, hidden)


def autograd_grad(answer: Answer, watched: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 1.6: `watched` is a helper that calls the same function beside a diary (byhand.inside.diary)."""
    return Exam(AutogradGrad(watched), answer, points, hidden)


def exits(answer: Answer, predictions: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 1.8: `predictions` gives the student's eight, by name."""
    return Exam(Exits(predictions), answer, points, hidden)
