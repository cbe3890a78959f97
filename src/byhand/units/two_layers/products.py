"""Exercises 2.5, 2.6 and 2.8: gradients that are one matrix product each, and the products people write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_on_squares, equals_one_of, where
from byhand.exercise import Array, Condition
from byhand.fixtures import Case
from byhand.laws import Output
from byhand.network_exercise import ArrayExercise, fresh
from byhand.reference import tensor, vjp


class _Product(ArrayExercise):
    """A gradient that is one matrix product of two arguments, and the ways of writing another product instead."""

    left: str
    right: str
    """Names of the two arguments among the arrays of a case."""
    wrong_product: str
    elementwise: str | None = None

    def _pair(self, case: Case) -> tuple[Array, Array]:
        return getattr(case, self.left), getattr(case, self.right)

    def right_product(self, case: Case) -> Array:
        """The reference, under a shorter name."""
        return self.reference(case)[0]

    def swapped(self) -> list[Hypothesis]:
        """Products of the two arguments in other orders and transposes, told apart where all sizes are equal."""

        def other_products(case: Case) -> list[Array]:
            a, b = self._pair(case)
            right = self.right_product(case)
            every = [p @ q for f, s in ((a, b), (b, a)) for p in (f, f.T) for q in (s, s.T)]
            return [product for product in every if not agrees(product, right)]

        def holds(evidence: Evidence) -> bool:
            found = [
                [
                    number
                    for number, product in enumerate(other_products(case))
                    if agrees(evidence.observed(case), product)
                ]
                for case in evidence.squares
            ]
            return bool(set(found[0]) & set(found[1]))

        return [where(self.wrong_product, holds)]

    def elementwise_instead(self, mistake: str) -> list[Hypothesis]:
        """The two arguments multiplied entry by entry."""
        guises: list[Callable[[Array, Array], Array]] = [
            lambda a, b: a * b,
            lambda a, b: a.T * b,
            lambda a, b: a * b.T,
        ]
        return [equals_on_squares(mistake, lambda c, guise=guise: guise(*self._pair(c))) for guise in guises]  # type: ignore[misc]

    def of_one_sample(self, case: Case, row: slice) -> Array:
        """The reference when only the samples of `row` are looked at."""
        names = {self.left: getattr(case, self.left)[row], self.right: getattr(case, self.right)[row]}
        return self.right_product(replace(case, **names))


class GradW2(_Product):
    """2.5 grad_w2(h_relu (N, H), g (N, D_out)) -> (H, D_out)."""

    key = "grad_w2"
    outputs = (Output("grad_w2", ("H", "D_out")),)
    left, right, wrong_product = "h_relu", "g", "C3"

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"h_relu": case.h_relu, "g": case.g}

    def reference(self, case: Case) -> tuple[Array, ...]:
        h_relu = tensor(case.h_relu)
        return (vjp(lambda w2: h_relu.mm(w2), case.w2, case.g),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return [
            equals("C2", lambda c: self.right_product(c).T),
            equals("C5", lambda c: self.right_product(c) / len(c.x)),
            *equals_one_of(
                "C6",
                lambda c: self.of_one_sample(c, slice(0, 1)),
                lambda c: self.of_one_sample(c, slice(-1, None)),
            ),
            *self.elementwise_instead("C4"),
            *self.swapped(),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {**self.usual_conditions(), "dead_unit": self.condition("edge", dead_unit)}


class GradHRelu(_Product):
    """2.6 grad_h_relu(g (N, D_out), w2 (H, D_out)) -> (N, H)."""

    key = "grad_h_relu"
    outputs = (Output("grad_h_relu", ("N", "H")),)
    left, right, wrong_product = "g", "w2", "C7"

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"g": case.g, "w2": case.w2}

    def reference(self, case: Case) -> tuple[Array, ...]:
        w2 = tensor(case.w2)
        return (vjp(lambda h_relu: h_relu.mm(w2), case.h_relu, case.g),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return [
            equals("C2", lambda c: self.right_product(c).T),
            equals("C5", lambda c: self.right_product(c) / len(c.x)),
            *self.elementwise_instead("C4"),
            *self.swapped(),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return self.usual_conditions()


class GradW1(_Product):
    """2.8 grad_w1(x (N, D_in), g_h (N, H)) -> (D_in, H)."""

    key = "grad_w1"
    outputs = (Output("grad_w1", ("D_in", "H")),)
    left, right, wrong_product = "x", "g_h", "E1"

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"x": case.x, "g_h": case.g_h}

    def reference(self, case: Case) -> tuple[Array, ...]:
        x = tensor(case.x)
        return (vjp(lambda w1: x.mm(w1), case.w1, case.g_h),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        right = self.right_product
        return [
            equals("E2", lambda c: right(c).T),
            equals("E3", lambda c: right(c) / 2),
            equals("C5", lambda c: right(c) / len(c.x)),
            *equals_one_of(
                "C6",
                lambda c: self.of_one_sample(c, slice(0, 1)),
                lambda c: self.of_one_sample(c, slice(-1, None)),
            ),
            equals("D8", lambda c: np.maximum(right(c), 0)),
            *self.elementwise_instead("C4"),
            *self.swapped(),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {**self.usual_conditions(), "zero_column": self.condition("edge", zero_column)}


def dead_unit(rng: np.random.Generator) -> Case:
    """A fresh case; its conscience has exactly one dead unit, whose row of grad_w2 is then exactly zero."""
    return fresh(rng)


def zero_column(rng: np.random.Generator) -> Case:
    """A fresh case with one feature that is 0 for every sample: nothing can be learnt about its weights."""
    case = fresh(rng)
    x = case.x.copy()
    x[:, int(rng.integers(x.shape[1]))] = 0.0
    return replace(case, x=x)
