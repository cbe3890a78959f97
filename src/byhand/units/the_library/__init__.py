"""The checks of unit 7, The library: models, weights, optimizers, a test for straight functions, the training loop."""

from __future__ import annotations

from byhand.exam import Exam, Points
from byhand.exercise import Answer, Exercise
from byhand.units.the_library.adam import Adam
from byhand.units.the_library.affine import IsAffine
from byhand.units.the_library.loop import Train
from byhand.units.the_library.models import MakeModel, TwoLayerNet
from byhand.units.the_library.optimizers import SGD
from byhand.units.the_library.weights import LoadOurs, UpdateParams

__all__ = ["EXERCISES", "exam"]

EXERCISES: dict[str, Exercise] = {
    exercise.key: exercise
    for exercise in (
        MakeModel(),
        LoadOurs(),
        UpdateParams(),
        SGD(),
        Adam(),
        TwoLayerNet(),
        IsAffine(),
        Train(),
    )
}


def exam(key: str, answer: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine `answer` to the exercise `key`, worth `points`, of which the grader asks `hidden` more checks.

    `answer` is the helper of the test cell that observes the student's object, or the function itself.
    Raises KeyError for an exercise that the unit does not have.
    """
    return Exam(EXERCISES[key], answer, points, hidden)
