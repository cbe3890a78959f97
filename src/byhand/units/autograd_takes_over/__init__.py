"""The checks of unit 4, Tensors; autograd takes over: one function an exercise, each of which starts an exam."""

from __future__ import annotations

from byhand.exam import Exam, Points
from byhand.exercise import Answer, Exercise
from byhand.units.autograd_takes_over.by_hand import ManualGrads
from byhand.units.autograd_takes_over.comparing import Compare
from byhand.units.autograd_takes_over.gradients import AutogradGrads
from byhand.units.autograd_takes_over.loop import TrainAutograd, Update
from byhand.units.autograd_takes_over.making import InitWeights, ToTensors
from byhand.units.autograd_takes_over.predictions import Predictions
from byhand.units.autograd_takes_over.step import SgdStep

__all__ = ["EXERCISES", "exam", "manual_grads", "train_autograd"]

EXERCISES: dict[str, Exercise] = {
    exercise.key: exercise
    for exercise in (
        ToTensors(),
        ManualGrads(),
        InitWeights(),
        AutogradGrads(),
        SgdStep(),
        TrainAutograd(),
        Compare(),
        Predictions(),
    )
}


def exam(key: str, answer: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine `answer` to the exercise `key`, worth `points`, of which the grader asks `hidden` more checks.

    Raises KeyError for an exercise that the unit does not have.
    """
    return Exam(EXERCISES[key], answer, points, hidden)


def manual_grads(answer: Answer, on_gpu: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 4.2; `on_gpu` is the same answer as byhand.inside.making.on_gpu calls it."""
    return Exam(ManualGrads(on_gpu), answer, points, hidden)


def train_autograd(answer: Answer, sgd_step_: Update, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 4.6: `answer` asks the student's train_autograd, `sgd_step_` is the student's own step."""
    return Exam(TrainAutograd(sgd_step_), answer, points, hidden)
