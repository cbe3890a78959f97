"""Exercises 7.4 and 7.5: the student's SGD and Adam beside torch's own, on the same gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch

from byhand.compare import relative_error
from byhand.diagnosis import Evidence, Hypothesis
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, message
from byhand.fixtures import visible_rng
from byhand.units.the_library.observed import ObservedExercise, Seen, broken, everywhere, raised
from byhand.units.the_library.weights import IN_PLACE, PROTOCOL, as_tensors

Gradients = tuple[tuple[Array | None, ...], ...]


@dataclass(frozen=True)
class Walk:
    """Parameters to start from, the gradients of every step (None: that parameter has none), the optimizer's settings."""

    starts: tuple[Array, ...]
    gradients: Gradients
    settings: Mapping[str, Any]


def a_walk(
    rng: np.random.Generator,
    steps: int,
    settings: Mapping[str, Any],
    shapes: Sequence[tuple[int, ...]] = ((5, 3), (4,)),
    dtype: type = np.float64,
) -> Walk:
    """A walk with standard normal gradients, none of them near 0."""

    def gradient(shape: tuple[int, ...]) -> Array:
        drawn = rng.standard_normal(shape)
        return np.asarray(np.where(np.abs(drawn) < 0.05, 0.5, drawn)).astype(dtype)

    starts: tuple[Array, ...] = tuple(np.asarray(rng.standard_normal(shape)).astype(dtype) for shape in shapes)
    return Walk(starts, tuple(tuple(gradient(shape) for shape in shapes) for _ in range(steps)), settings)


def walked(make: Callable[..., torch.optim.Optimizer], walk: Walk) -> list[list[Array]]:
    """Where an optimizer of torch's own goes: for each step the position of each parameter."""
    parameters = [torch.nn.Parameter(torch.tensor(start)) for start in walk.starts]
    optimizer = make(parameters, **walk.settings)
    positions = []
    for gradients in walk.gradients:
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = None if gradient is None else torch.tensor(gradient)
        optimizer.step()
        positions.append([parameter.detach().numpy().copy() for parameter in parameters])
    return positions


def row(positions: Sequence[Sequence[Any]], walk: Walk) -> Array:
    """How far each parameter is from its start, over all steps, as one row of numbers."""
    return np.concatenate(
        [
            np.asarray(p, dtype=np.float64).ravel() - s.ravel()
            for step in positions
            for p, s in zip(step, walk.starts, strict=True)
        ]
    )


class Optimizer(ObservedExercise[Walk]):
    """A class with step() and zero_grad(), made with parameters and settings, judged by where it walks."""

    checked = ("checked.walk", "checked.generator", "checked.zero_grad")
    theirs: Callable[..., torch.optim.Optimizer]

    def question(self, case: Walk) -> Mapping[str, object]:
        gradients = [as_tensors(step) for step in case.gradients]
        return {"starts": as_tensors(case.starts), "gradients": gradients, "settings": dict(case.settings)}

    def right(self, case: Walk) -> list[list[Array]]:
        """Where torch's own optimizer goes."""
        return walked(type(self).theirs, case)

    def look(self, seen: Seen, case: Walk, *, show: bool) -> Finding | None:
        if not seen["leaves"]:
            return broken("manners", "other_parameters", "other_parameters")
        single = case.starts[0].dtype == np.float32
        kinds = {str(p.dtype).removeprefix("torch.") for p in seen["positions"][0]}
        if kinds != {case.starts[0].dtype.name}:
            return broken(
                "type", "model_dtype", "model_dtype", expected=case.starts[0].dtype.name, found=", ".join(kinds)
            )
        for step, (found, expected) in enumerate(zip(seen["positions"], self.right(case), strict=True)):
            there, wanted = row([found], case), row([expected], case)
            error = relative_error(there, wanted)
            if not error <= (1e-4 if single else 1e-10):
                finite = bool(np.isfinite(there).all())
                said = message("how_much.walk", step=step + 1, error=f"{error:.2g}") if show and finite else None
                return broken(
                    "values", "walk" if finite else "walk_nan", "walk", how_much=said, name=type(self).__name__
                )
        if seen["touched"]:
            return broken("manners", "grads_changed", "grads_changed")
        if "full" in seen["cleared"]:
            return broken("values", "not_cleared", "not_cleared")
        return None

    @property
    def usual(self) -> list[Hypothesis]:
        """What goes wrong in any optimizer."""

        def still(seen: Seen, case: Walk) -> bool:
            return not row(seen["positions"], case).any()

        def clears_first(seen: Seen, case: Walk) -> bool:
            return still(seen, case) and seen["touched"]

        def full(seen: Seen, case: Walk) -> bool:
            return near_walk(seen, self.right(case), case) and "full" in seen["cleared"]

        def used_up(evidence: Evidence) -> bool:
            """Wrong with a generator, right with the same parameters in a list."""
            seen: list[Seen] = [evidence.observed(case) for case in evidence.cases[:2]]
            wrong = all(
                s is not None and not near_walk(s, self.right(c), c) for s, c in zip(seen, evidence.cases, strict=False)
            )
            return wrong and self._right_with_a_list(evidence)

        return [
            raised("G9", RuntimeError, IN_PLACE),
            raised("G13", TypeError, PROTOCOL),
            raised("G7", TypeError, "assigned grad expected to be a Tensor or None"),
            raised("G8", AttributeError, "'NoneType' object has no attribute 'zero_'"),
            everywhere(clears_first, "G6"),
            Hypothesis("L30", used_up),
            everywhere(still, "L8"),
            everywhere(full, "G5"),
            everywhere(lambda s, c: near_walk(s, mirrored(self.right(c), c), c), "E7"),
            everywhere(lambda s, c: close(first_ratio(s, c, self.right(c)), 1 / c.settings["lr"]), "E8"),
        ]

    def _right_with_a_list(self, evidence: Evidence) -> bool:
        for case in evidence.cases[:2]:
            seen: Seen = evidence.ask({**self.question(case), "as_list": True})
            if seen is None or not near_walk(seen, self.right(case), case):
                return False
        return True

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", self.drawn),
            "none_grad": self.condition("edge", lambda rng: without_grads(self.drawn(rng))),
            "set_to_none": Condition("edge", self._set_to_none),
            "float32": self.condition("edge", lambda rng: self.drawn(rng, np.float32)),
        }

    def drawn(self, rng: np.random.Generator, dtype: type = np.float64) -> Walk:
        """A fresh walk."""
        raise NotImplementedError

    def _set_to_none(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        case = self.drawn(rng)
        seen: Seen = answer(*self.question(case).values())
        return broken("edges", "not_none", "not_none") if set(seen["cleared"]) != {"None"} else None


def without_grads(walk: Walk) -> Walk:
    """The same walk with no gradient for the second parameter, and for the first one from the middle on."""
    half = len(walk.gradients) // 2
    steps = tuple((g[0] if t <= half else None, None, *g[2:]) for t, g in enumerate(walk.gradients))
    return replace(walk, gradients=steps)


def mirrored(positions: Sequence[Sequence[Array]], walk: Walk) -> list[list[Array]]:
    """The walk in the opposite direction."""
    return [[2 * s - p for p, s in zip(step, walk.starts, strict=True)] for step in positions]


def near_walk(seen: Seen, positions: Sequence[Sequence[Array]], walk: Walk) -> bool:
    """Whether the student's optimizer went there."""
    return relative_error(row(seen["positions"], walk), row(positions, walk)) <= 1e-9


def first_ratio(seen: Seen, walk: Walk, right: Sequence[Sequence[Array]]) -> float | None:
    """The number by which the whole first step is longer than the right one; None where there is no such number."""
    found, expected = row(seen["positions"][:1], walk), row(right[:1], walk)
    moving = expected != 0
    if not np.isfinite(found).all() or not moving.any() or found[~moving].any():
        return None
    shares = found[moving] / expected[moving]
    typical = float(np.median(shares))
    return typical if np.allclose(shares, typical, rtol=1e-5, atol=0) else None


def close(found: float | None, *expected: float) -> bool:
    """Whether a ratio is one of these."""
    return found is not None and any(abs(found - e) <= 2e-5 * abs(e) for e in expected)


class SGD(Optimizer):
    """7.4 class SGD(params, lr) with step() and zero_grad()."""

    key = "sgd"
    theirs = torch.optim.SGD

    @cached_property
    def cases(self) -> tuple[Walk, Walk]:
        rng = visible_rng(self.key)
        return self.drawn(rng), self.drawn(rng)

    def drawn(self, rng: np.random.Generator, dtype: type = np.float64) -> Walk:
        return a_walk(rng, 5, {"lr": float(rng.uniform(0.05, 0.3))}, dtype=dtype)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return self.usual
