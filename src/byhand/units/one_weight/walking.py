"""Exercise 1.5: gradient descent on one weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Hypothesis, equals, equals_one_of
from byhand.exercise import Answer, Array, Condition, Report
from byhand.findings import Finding, message
from byhand.laws import Output
from byhand.reference import tensor, vjp
from byhand.units.one_weight.samples import Sample, SampleExercise, fresh, loss_along, one_sample

Slope = Callable[[float], Array]


def stepped(w: float, g: Array | float, lr: float) -> float:
    """w after one step of length lr against g. By autograd: the slope at w of v^2 / 2 - lr g v."""
    down = tensor(np.asarray(g))
    return float(vjp(lambda v: v.square() / 2 - lr * (down * v), np.asarray(w)))


class Descend(SampleExercise):
    """1.5 descend(x (N,), y (N,), w0, lr, steps) -> the weights [w_0, ..., w_steps]."""

    key = "descend"
    outputs = (Output("weights", ("steps + 1",)),)
    of_autograd = False
    steps = 6
    lr = 0.125

    def __init__(self, grad_w: Answer | None = None) -> None:
        self.grad_w = grad_w

    def sizes(self, case: Sample) -> Mapping[str, int]:
        return {"N": len(case.x), "steps": self.steps, "steps + 1": self.steps + 1}

    def arguments(self, case: Sample) -> Mapping[str, object]:
        return {"x": case.x, "y": case.y, "w0": case.w, "lr": self.rate(case), "steps": self.steps}

    def rate(self, case: Sample) -> float:
        """The learning rate of a question."""
        return self.lr

    def observe(self, reply: Reply) -> object:
        """A list or a tuple of numbers is as good as an array."""
        value = reply.value
        if isinstance(value, (list, tuple)) and all(_is_number(item) for item in value):
            return np.asarray(value, dtype=np.float64)
        return value

    def reference(self, case: Sample) -> tuple[Array, ...]:
        return (self.walk(case, self.downhill(case)),)

    def downhill(self, case: Sample) -> Slope:
        """The slope of the loss at a weight, by autograd."""
        along = loss_along(case)
        return lambda w: vjp(along, np.asarray(w))

    def walk(self, case: Sample, slope: Slope, *, lr: float | None = None) -> Array:
        """The weights of a walk whose every step follows `slope`."""
        rate = self.rate(case) if lr is None else lr
        weights = [case.w]
        for _ in range(self.steps):
            weights.append(stepped(weights[-1], slope(weights[-1]), rate))
        return np.asarray(weights)

    def right_for(self, answer: Answer, case: Sample, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The true walk, or the walk that the student's own slope leads to."""
        (expected,) = self.reference(case)
        own = self._own(case)
        tolerance = TOLERANCE[np.dtype(np.float64)]
        found = np.asarray(parts[0], dtype=np.float64)
        return (own,) if own is not None and same(found, own, tolerance) else (expected,)

    def _own(self, case: Sample) -> Array | None:
        if self.grad_w is None:
            return None
        grad_w = self.grad_w

        def slope(w: float) -> Array:
            reply = ask(grad_w, {"w": w, "x": case.x, "y": case.y})
            if reply.error is not None:
                raise reply.error
            return np.asarray(reply.value, dtype=np.float64).reshape(())

        try:
            return self.walk(case, slope)
        except Exception:  # a grad_w that cannot be used has a card of its own
            return None

    def visible(self, answer: Answer) -> Report:
        """As ever; but where grad_w raises, it is named: descend cannot be checked before it runs."""
        report = super().visible(answer)
        if report.finding is None or report.finding.law not in ("implemented", "runs") or self.grad_w is None:
            return report
        case = self.cases[0]
        error = ask(self.grad_w, {"w": case.w, "x": case.x, "y": case.y}).error
        if error is None or (report.finding.law == "implemented" and not isinstance(error, NotImplementedError)):
            return report
        if isinstance(error, NotImplementedError):
            what = message("law.piece_missing", name=self.key, piece="grad_w")
        else:
            what = message("law.piece_raises", name=self.key, piece="grad_w", error=type(error).__name__)
        return replace(report, finding=Finding(report.finding.law, what, message("next.piece", piece="grad_w")))

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def walk(change: Callable[[Array], Array], lr: float | None = None) -> Callable[[Sample], Array]:
            """A walk along another slope, or with another learning rate."""
            return lambda c: self.walk(c, lambda w: change(self.downhill(c)(w)), lr=lr)

        def same_slope(case: Sample) -> Array:
            at_start = self.downhill(case)(case.w)
            return self.walk(case, lambda w: at_start)

        def from_start(case: Sample) -> Array:
            first = self.reference(case)[0][1]
            return np.asarray([case.w, *[first] * self.steps])

        def farther(case: Sample) -> Array:
            longer = Descend()
            longer.steps, longer.lr = self.steps + 1, self.lr
            return longer.reference(case)[0]

        def right(case: Sample) -> Array:
            return self.reference(case)[0]

        return [
            *equals_one_of("N4", lambda c: right(c)[1:], lambda c: right(c)[:-1], farther),
            equals("E12", lambda c: farther(c)[1:]),
            equals("E7", walk(lambda g: -g)),
            *equals_one_of("E8", walk(lambda g: g, 1.0), walk(lambda g: g, -1.0)),
            equals("E3", walk(lambda g: g / 2)),
            *equals_one_of("N5", same_slope, from_start),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.condition("edge", one_sample),
            "zero_lr": self._with(lr=0.0),
            "too_fast": _TooFast(self.grad_w).condition("edge", fresh),
            "no_steps": self._with(steps=0),
        }

    def _with(self, **changes: float) -> Condition:
        """The same question with another number of steps or another learning rate."""
        other = Descend(self.grad_w)
        for name, value in changes.items():
            setattr(other, name, value)
        return other.condition("edge", fresh)


class _TooFast(Descend):
    """With a learning rate at which every step lands higher on the other side of the valley."""

    def rate(self, case: Sample) -> float:
        # Between two places the slope of a parabola grows by its curvature times their distance.
        slope = self.downhill(case)
        curvature = float(slope(case.w + 1) - slope(case.w))
        return 2.5 / curvature


def _is_number(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.shape == () and value.dtype.kind in "fiu"
    return isinstance(value, (float, int, np.floating, np.integer)) and not isinstance(value, bool)
