"""Exercises 2.4 and 2.7: the gradients of the two steps that act entry by entry, the square and the ReLU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Hypothesis, agrees
from byhand.entrywise import Gate, square_bank
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Message, message
from byhand.fixtures import Case
from byhand.laws import Output
from byhand.network_exercise import ArrayExercise, fresh
from byhand.reference import tensor, vjp
from byhand.units.two_layers.forward import perfect_fit


def _y_pred(case: Case) -> Array:
    return case.y_pred


def _y(case: Case) -> Array:
    return case.y


GATE = Gate[Case](
    upstream=lambda case: case.g_h_relu,
    h=lambda case: case.h,
    ask=lambda case, h: {"g_h_relu": case.g_h_relu, "h": h},
    writes=("g_h_relu", "h"),
)


class GradYPred(ArrayExercise):
    """2.4 grad_y_pred(y_pred (N, D_out), y (N, D_out)) -> (N, D_out)."""

    key = "grad_y_pred"
    outputs = (Output("grad_y_pred", ("N", "D_out")),)

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"y_pred": case.y_pred, "y": case.y}

    def reference(self, case: Case) -> tuple[Array, ...]:
        y = tensor(case.y)
        return (vjp(lambda y_pred: reference.squared_error(y_pred, y), case.y_pred),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return square_bank(_y_pred, _y, lambda case: 1.0)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {**self.usual_conditions(), "perfect_fit": self.condition("edge", perfect_fit)}


class GradH(ArrayExercise):
    """2.7 grad_h(g_h_relu (N, H), h (N, H)) -> (N, H), a new array; at h == 0 any slope from 0 to 1 is right."""

    key = "grad_h"
    outputs = (Output("grad_h", ("N", "H")),)

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"g_h_relu": case.g_h_relu, "h": case.h}

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (vjp(reference.relu, case.h, case.g_h_relu),)

    def mask(self, case: Case) -> NDArray[np.bool_]:
        return np.asarray(case.h > 0)

    def right_for(self, answer: Answer, case: Case, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """Where h is exactly 0, the student's own entry if it lies between 0 and the upstream gradient."""
        return (GATE.right_at_corners(case, np.asarray(parts[0], dtype=np.float64)),)

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """D11: which slope the answer chose at the corner."""
        case = at_corners(self.cases[0])
        reply = ask(answer, self.arguments(case))
        if not isinstance(reply.value, np.ndarray) or reply.value.shape != case.h.shape:
            return ()
        at_corner = case.h == 0
        if agrees(reply.value[at_corner], case.g_h_relu[at_corner]):
            return (message("note.corner_one"),)
        return (message("note.corner_zero"),) if not reply.value[at_corner].any() else ()

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return GATE.bank()

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            **self.usual_conditions(),
            "exact_zeros": self.condition("edge", lambda rng: at_corners(fresh(rng))),
            "all_dead": self.condition("edge", all_dead),
        }


def all_dead(rng: np.random.Generator) -> Case:
    """A fresh case in which every unit is off for every sample."""
    case = fresh(rng)
    h = -np.abs(case.h)
    return replace(case, h=h, h_relu=np.zeros_like(h))


def at_corners(case: Case) -> Case:
    """The case with every third h moved to exactly 0, one of them to -0.0."""
    h = case.h.copy()
    h.flat[::3] = 0.0
    h.flat[3] = -0.0
    return replace(case, h=h, h_relu=np.maximum(h, 0))
