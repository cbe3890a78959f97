"""Exercises 2.4 and 2.7: the gradients of the two steps that act entry by entry, the square and the ReLU."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Message, message
from byhand.fixtures import Case
from byhand.laws import Output
from byhand.network_exercise import ArrayExercise, fresh
from byhand.reference import tensor, vjp
from byhand.units.two_layers.forward import perfect_fit

if TYPE_CHECKING:
    from torch import Tensor


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
        def right(case: Case) -> Array:
            return self.reference(case)[0]

        def slope_of_size(array: Callable[[Case], Array]) -> Callable[[Case], Array]:
            """The gradient of that array's own squared length: what is left where the error was forgotten."""
            return lambda case: vjp(lambda t: t.square().sum(), array(case))

        def squares(case: Case) -> Array:
            return np.asarray((tensor(case.y_pred) - tensor(case.y)).square().numpy())

        return [
            equals("B1", lambda c: right(c) / 2),
            equals("B2", lambda c: -right(c)),
            *equals_one_of("B3", lambda c: right(c) / len(c.y), lambda c: right(c) / c.y.size),
            *equals_one_of("B4", squares, lambda c: 2 * squares(c)),
            *equals_one_of("B5", lambda c: right(c).sum(), lambda c: right(c).sum(0), lambda c: right(c).sum(1)),
            *equals_one_of("E4", slope_of_size(lambda c: c.y_pred), slope_of_size(lambda c: c.y)),
        ]

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
        (expected,) = self.reference(case)
        found, upstream = np.asarray(parts[0], dtype=np.float64), np.asarray(case.g_h_relu, dtype=np.float64)
        low, high = np.minimum(upstream, 0), np.maximum(upstream, 0)
        free = (case.h == 0) & (low <= found) & (found <= high)
        return (np.where(free, found, expected),)

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
        def no_mask(case: Case) -> Array:
            return case.g_h_relu

        def unmasked(evidence: Evidence) -> bool:
            return all(agrees(evidence.observed(case), no_mask(case)) for case in evidence.cases)

        def changed(evidence: Evidence) -> set[str]:
            return set(evidence.reply(evidence.cases[0]).changed)

        def closes_on_nan(evidence: Evidence) -> bool:
            """A gate `h_relu >= 0` shuts on NaN, a gate `h_relu < 0` does not: NaN compares false."""
            case = evidence.cases[0]
            found = evidence.ask({"g_h_relu": case.g_h_relu, "h": np.full_like(case.h, np.nan)})
            return isinstance(found, np.ndarray) and not np.any(found)

        def never_looks(evidence: Evidence) -> bool:
            case = evidence.cases[0]
            return agrees(evidence.ask({"g_h_relu": case.g_h_relu, "h": None}), no_mask(case))

        def boolean_minus(evidence: Evidence) -> bool:
            error = evidence.reply(evidence.cases[0]).error
            return isinstance(error, TypeError) and "boolean" in str(error)

        def gate(pick: Callable[[NDArray[np.bool_]], Any]) -> Callable[[Case], Array]:
            """What the reference lets through in some samples, let through in all of them."""
            return lambda case: np.where(pick(self.reference(case)[0] != 0), case.g_h_relu, 0.0)

        def slope(activation: Callable[[Tensor], Tensor]) -> Callable[[Case], Array]:
            """Autograd of a forward model with another activation."""
            return lambda case: vjp(activation, case.h, case.g_h_relu)

        def slope_at_relu(activation: Callable[[Tensor], Tensor]) -> Callable[[Case], Array]:
            return lambda case: vjp(activation, case.h_relu, case.g_h_relu)

        # Each activation habit in its guises. A slope written in terms of the *output* s, such as s (1 - s), is the
        # derivative of a polynomial when h itself is put in for s.
        def from_output_sigmoid(t: Tensor) -> Tensor:
            return t.square() / 2 - t**3 / 3

        def from_output_tanh(t: Tensor) -> Tensor:
            return t - t**3 / 3

        habits = [
            *(slope(f) for f in (from_output_sigmoid, from_output_tanh, lambda t: t.sigmoid(), lambda t: t.tanh())),
            *(slope_at_relu(f) for f in (from_output_sigmoid, from_output_tanh)),
        ]
        return [
            where("D12", boolean_minus),
            where("D9", lambda e: "h" in changed(e)),
            where("D10", lambda e: "g_h_relu" in changed(e)),
            where("D6", lambda e: unmasked(e) and closes_on_nan(e)),
            where("D1", lambda e: unmasked(e) and never_looks(e)),
            Hypothesis("D4", unmasked, no_mask),
            equals("D2", lambda c: c.g_h_relu - self.reference(c)[0]),
            equals("D3", lambda c: np.maximum(c.g_h_relu, 0)),
            *equals_one_of("D5", lambda c: c.g_h_relu * c.h_relu, lambda c: c.g_h_relu * c.h),
            *equals_one_of(
                "D7",
                gate(lambda on: on[:1]),
                gate(lambda on: on.any(axis=0)),
                gate(lambda on: on.all(axis=0)),
            ),
            *equals_one_of("E5", *habits),
        ]

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
