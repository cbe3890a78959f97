"""Exercises 1.3 and 1.4: a slope that is measured, and the slope of the loss that is derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from byhand.asking import ask
from byhand.compare import relative_error
from byhand.diagnosis import Evidence, Hypothesis, equals, equals_one_of, where
from byhand.exercise import Answer, Array, Condition, FunctionExercise, Report
from byhand.findings import Finding, message
from byhand.laws import Output, implemented_and_runs, type_and_shape
from byhand.reference import tensor, vjp
from byhand.units.one_weight.samples import (
    Sample,
    SampleExercise,
    examples_checked,
    fresh,
    in_float32,
    loss_along,
    mean_squared_error,
    one_sample,
    perfect_fit,
    strided,
)

if TYPE_CHECKING:
    from torch import Tensor

Curve = Callable[["Tensor"], "Tensor"]


@dataclass(frozen=True)
class Place:
    """One question about a slope: a function of one number, where, and how far to walk to each side."""

    curve: Curve
    w: float
    eps: float
    asked: list[float] = field(default_factory=list)
    """Where the student's function has called f, since the last question."""

    def f(self) -> Callable[[float], float]:
        """The function that the student is handed; it notes where it is called."""
        self.asked.clear()

        def f(w: float) -> float:
            self.asked.append(float(w))
            return float(self.curve(tensor(np.asarray(w))))

        return f


def mean_slope(curve: Curve, low: float, high: float) -> Array:
    """The mean of the curve's derivative over an interval, by autograd at Gauss's points: what any chord there has."""
    at, weights = np.polynomial.legendre.leggauss(12)
    slopes = vjp(curve, (low + high) / 2 + (high - low) / 2 * at)
    return np.asarray(np.average(slopes, weights=weights))


class Slope(FunctionExercise[Place]):
    """1.3 slope(f, w, eps) -> float: the central difference."""

    key = "slope"
    outputs = (Output("slope", ()),)
    of_autograd = False
    by_default = 1e-6  # what finite differences in float64 must reach at the eps of the docstring

    @cached_property
    def cases(self) -> tuple[Place, Place]:
        """The square at 3 and the exponential, with steps large enough to see."""
        return Place(lambda t: t.square(), 3.0, 0.5), Place(lambda t: t.exp(), 0.5, 0.25)

    def sizes(self, case: Place) -> Mapping[str, int]:
        return {}

    def arguments(self, case: Place) -> Mapping[str, object]:
        return {"f": case.f(), "w": case.w, "eps": case.eps}

    def reference(self, case: Place) -> tuple[Array, ...]:
        return (mean_slope(case.curve, case.w - case.eps, case.w + case.eps),)

    def visible(self, answer: Answer) -> Report:
        return examples_checked(super().visible(answer), len(self.cases))

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def both(case: Place) -> Array:
            return self.reference(case)[0]

        def forward(case: Place) -> Array:
            return mean_slope(case.curve, case.w, case.w + case.eps)

        def backward(case: Place) -> Array:
            return mean_slope(case.curve, case.w - case.eps, case.w)

        def too_near(evidence: Evidence) -> bool:
            """Whether f was asked so near to w that rounding eats the difference, whatever eps was given."""

            def near(case: Place) -> bool:
                evidence.ask(self.arguments(case))
                gaps = [abs(at - case.w) for at in case.asked]
                return bool(gaps) and max(gaps) < 1e-9

            return all(near(case) for case in evidence.cases)

        return [
            *equals_one_of("I1", forward, backward),
            *equals_one_of(
                "I2",
                lambda c: both(c) * 2,
                lambda c: both(c) * 2 * c.eps,
                lambda c: both(c) * c.eps,
                lambda c: both(c) * c.eps**2,
                lambda c: forward(c) / 2,
                lambda c: forward(c) * c.eps,
            ),
            where("I4", too_near),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "other_functions": self.condition("values", _other),
            "kink": self.condition("edge", _kink),
            "default_eps": Condition("edge", self._default_eps),
            "two_calls": Condition("edge", self._two_calls),
        }

    def _default_eps(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Asked as slope(f, w): near enough to the derivative. The curve bends more and more: there a coarse eps shows."""
        a, b = (float(number) for number in rng.uniform(0.5, 2.0, size=2))
        case = replace(_other(rng), curve=lambda t: a * t**3 + b * t, eps=1e-6)
        reply = ask(answer, {"f": case.f(), "w": case.w})
        finding = implemented_and_runs(reply, self.key) or type_and_shape(reply.value, self.outputs[0], {}, None)
        if finding is not None:
            return finding
        right = vjp(case.curve, np.asarray(case.w))
        if relative_error(np.asarray(reply.value, dtype=np.float64), right) <= self.by_default:
            return None
        return Finding("edges", message("law.default_eps"), message("next.default_eps"))

    def _two_calls(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        case = _other(rng)
        ask(answer, self.arguments(case))
        if len(case.asked) <= 2:
            return None
        return Finding("edges", message("law.calls", count=len(case.asked)), message("next.calls"))


def _other(rng: np.random.Generator) -> Place:
    a, b, c = (float(number) for number in rng.uniform(0.5, 2.0, size=3))
    curves: list[Curve] = [
        lambda t: a * t.square() + b * t,
        lambda t: a * t.sin() + b * t,
        lambda t: a * t**3 + b * t,
        lambda t: b * (a * t).exp(),
    ]
    return Place(curves[int(rng.integers(len(curves)))], c / 2, float(rng.uniform(0.1, 0.3)))


def _kink(rng: np.random.Generator) -> Place:
    """A function with a corner at 0, asked so far from it that no step of eps reaches it."""
    a, b, c = (float(number) for number in rng.uniform(1.0, 2.0, size=3))
    return Place(lambda t: a * t.abs() + b * t.square(), c * float(rng.choice([-1, 1])), 0.25)


class GradW(SampleExercise):
    """1.4 grad_w(w, x (N,), y (N,)) -> (): the derivative of the loss with respect to w."""

    key = "grad_w"
    outputs = (Output("grad_w", ()),)

    def arguments(self, case: Sample) -> Mapping[str, object]:
        return {"w": case.w, "x": case.x, "y": case.y}

    def reference(self, case: Sample) -> tuple[Array, ...]:
        return (vjp(loss_along(case), np.asarray(case.w)),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def right(case: Sample) -> Array:
            return self.reference(case)[0]

        def of(loss: Callable[[Tensor, Tensor, Tensor], Tensor]) -> Callable[[Sample], Array]:
            """The slope of another loss of (w, x, y)."""
            return lambda c: vjp(lambda w: loss(w, tensor(c.x), tensor(c.y)), np.asarray(c.w))

        def shifted(case: Sample) -> Array:
            """How fast the loss grows with the predictions themselves, all moved together: x has no say in it."""
            y_hat, y = tensor(case.y_hat), tensor(case.y)
            return vjp(lambda shift: mean_squared_error(y_hat + shift, y), np.asarray(0.0))

        def entries(case: Sample) -> Array:
            """One slope a sample, as if each had a weight of its own."""
            x, y = tensor(case.x), tensor(case.y)
            return vjp(lambda w: (x * w - y).square().sum(), np.full(len(case.x), case.w))

        def count(case: Sample) -> int:
            return len(case.x)

        return [
            equals("A11", lambda c: -right(c)),
            equals("B1", lambda c: right(c) / 2),
            *equals_one_of("A1", lambda c: right(c) * count(c), lambda c: right(c) * count(c) / 2),
            equals("A2", lambda c: right(c) / count(c)),
            *equals_one_of("N3", shifted, lambda c: shifted(c) / 2, lambda c: shifted(c) * count(c)),
            *equals_one_of("A7", entries, lambda c: entries(c) / 2, lambda c: entries(c) / count(c)),
            equals("A6", of(lambda w, x, y: (x * w - y).mean().square())),
            *equals_one_of(
                "E4", of(lambda w, x, y: (x * w).square().mean()), of(lambda w, x, y: (x * w * y).mean() * 2)
            ),
            equals("B4", lambda c: loss_along(c)(tensor(np.asarray(c.w))).numpy()),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.condition("edge", one_sample),
            "strided": self.condition("edge", strided),
            "float32": self.condition("edge", in_float32, float32=True),
            "perfect_fit": self.condition("edge", perfect_fit),
        }
