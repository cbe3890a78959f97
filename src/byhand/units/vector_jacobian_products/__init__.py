"""The checks of unit 5, Vector-Jacobian products: `exam` starts the examination of one answer."""

from __future__ import annotations

from byhand.exam import Exam, Points
from byhand.exercise import Answer, Exercise
from byhand.units.vector_jacobian_products.broadcasting import Unbroadcast, VjpAdd
from byhand.units.vector_jacobian_products.functions import MyLinear, MyRelu
from byhand.units.vector_jacobian_products.jacobian import JacobianFromVjps
from byhand.units.vector_jacobian_products.operations import VjpMatmul, VjpRelu, VjpSse

__all__ = ["EXERCISES", "exam"]

EXERCISES: dict[str, Exercise] = {
    exercise.key: exercise
    for exercise in (
        Unbroadcast(),
        VjpMatmul(),
        VjpAdd(),
        VjpRelu(),
        VjpSse(),
        MyRelu(),
        MyLinear(),
        JacobianFromVjps(),
    )
}


def exam(key: str, answer: Answer, *, points: Points, hidden: int) -> Exam:
    """Examine `answer` to the exercise `key`, worth `points`, of which the grader asks `hidden` more checks.

    Raises KeyError for an exercise that the unit does not have.
    """
    return Exam(EXERCISES[key], answer, points, hidden)
