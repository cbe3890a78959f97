"""The checks of unit 2, Two layers by hand: one function an exercise, each of which starts an exam."""

from __future__ import annotations

from byhand.exam import Exam, Points
from byhand.exercise import Answer, Exercise
from byhand.units.two_layers.backward import GradH, GradYPred
from byhand.units.two_layers.forward import Forward, Sse
from byhand.units.two_layers.loop import Step, Train
from byhand.units.two_layers.pieces import Pieces
from byhand.units.two_layers.predictions import FirstNumber, Shapes
from byhand.units.two_layers.products import GradHRelu, GradW1, GradW2
from byhand.units.two_layers.table import table

__all__ = ["EXERCISES", "Pieces", "exam", "table", "train"]

EXERCISES: dict[str, Exercise] = {
    exercise.key: exercise
    for exercise in (
        Shapes(),
        Forward(),
        Sse(),
        GradYPred(),
        GradW2(),
        GradHRelu(),
        GradH(),
        GradW1(),
        Step(),
        FirstNumber(),
    )
}


def exam(key: str, answer: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine `answer` to the exercise `key`, worth `points`, of which the grader asks `hidden` more checks.

    Raises KeyError for an exercise that the unit does not have.
    """
    return Exam(EXERCISES[key], answer, points, hidden)


def train(answer: Answer, pieces: Pieces, *, points: Points, hidden: int) -> Exam:
    """Examine exercise 2.10: `answer` is the student's train, `pieces` are the student's functions that it calls."""
    return Exam(Train(pieces), answer, points, hidden)
