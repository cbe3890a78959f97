"""Exercise 7.5: Adam over 50 steps, and the mistakes that its first steps tell apart.

Nothing here computes Adam: the right walk is torch's, and a mistake shows in how its first step compares with that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding
from byhand.fixtures import visible_rng
from byhand.laws import implemented_and_runs
from byhand.units.the_library.observed import Seen, broken, everywhere
from byhand.units.the_library.optimizers import Optimizer, Walk, a_walk, close, first_ratio, near_walk, row, walked

STEPS = 50


class Adam(Optimizer):
    """7.5 class Adam(params, lr, betas, eps) with step() and zero_grad()."""

    key = "adam"
    theirs = torch.optim.Adam
    checked = ("checked.adam_walk", "checked.generator", "checked.zero_grad")

    @cached_property
    def cases(self) -> tuple[Walk, Walk, Walk]:
        """Two walks on which eps hardly counts, and one on which it does and some gradients are exactly 0."""
        rng = visible_rng(self.key)
        first = a_walk(rng, STEPS, {"lr": 0.01, "betas": (0.8, 0.97), "eps": 1e-10})
        second = a_walk(rng, STEPS, {"lr": 0.03, "betas": (0.7, 0.95), "eps": 1e-10}, ((3, 4), (2,)))
        return first, second, _with_zeros(a_walk(rng, STEPS, {"lr": 0.02, "betas": (0.9, 0.99), "eps": 0.05}))

    def drawn(self, rng: np.random.Generator, dtype: type = np.float64) -> Walk:
        betas = (float(rng.uniform(0.6, 0.9)), float(rng.uniform(0.93, 0.999)))
        settings = {"lr": float(rng.uniform(0.005, 0.05)), "betas": betas, "eps": 1e-8}
        return a_walk(rng, STEPS, settings, ((4, 3), (4,), (2, 2)), dtype)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def large(rng: np.random.Generator) -> Walk:
            walk = self.drawn(rng)
            scaled = tuple(tuple(None if g is None else 1000 * g for g in step) for step in walk.gradients)
            return replace(walk, gradients=scaled)

        def default_settings(rng: np.random.Generator) -> Walk:
            return replace(self.drawn(rng), settings={})

        return {
            **super().conditions,
            "scaled_gradients": self.condition("values", large),
            "default_settings": self.condition("edge", default_settings),
            "meta": Condition("edge", self._on_meta),
        }

    def _on_meta(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Parameters on another device: whatever the optimizer keeps must live beside them."""
        walk = self.drawn(rng)
        short = replace(walk, gradients=walk.gradients[:2])
        asked = {name: _to_meta(value) for name, value in self.question(short).items()}
        reply = ask(answer, asked)
        finding = implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        seen: Seen = reply.value
        found = sorted({str(p.device) for step in seen["positions"] for p in step})
        return (
            None
            if found == ["meta"]
            else broken("edges", "device", "device", name="p", expected="meta", found=", ".join(found))
        )

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def ratios(mistake: str, expected: Callable[[float, float], Sequence[float]]) -> Hypothesis:
            """The first step of the first two walks is the right one times one of these numbers, each time the same one."""

            def holds(evidence: Evidence) -> bool:
                pairs = []
                for case in evidence.cases[:2]:
                    seen: Seen = evidence.observed(case)
                    found = None if seen is None else first_ratio(seen, case, self.right(case))
                    pairs.append([close(found, e) for e in expected(*case.settings["betas"])])
                return any(all(hits) for hits in zip(*pairs, strict=True))

            return Hypothesis(mistake, holds)

        def on_two(mistake: str, holds: Callable[[Seen, Walk], bool]) -> Hypothesis:
            def both(evidence: Evidence) -> bool:
                seen: list[Any] = [evidence.observed(case) for case in evidence.cases[:2]]
                return all(s is not None and holds(s, c) for s, c in zip(seen, evidence.cases, strict=False))

            return Hypothesis(mistake, both)

        def no_root(seen: Seen, case: Walk) -> bool:
            """The first step falls with the gradient's size: their product is the learning rate in every coordinate."""
            product = row(seen["positions"][:1], case) * _first_gradients(case)
            return bool(np.allclose(-product, case.settings["lr"], rtol=1e-5, atol=0))

        def counts_from_zero(evidence: Evidence) -> bool:
            errors = [evidence.reply(case).error for case in evidence.cases]
            if all(isinstance(error, ZeroDivisionError) for error in errors):
                return True
            case = evidence.cases[2]
            seen: Seen = evidence.observed(case)
            # 0 / 0 also where the gradient is 0: a root of a negative number would leave those coordinates alone.
            return seen is not None and not np.isfinite(row(seen["positions"][:1], case)).any()

        def divides_by_zero(evidence: Evidence) -> bool:
            """Lost exactly where a gradient is 0; and where none is, the first step is right but for eps."""
            for usual in evidence.cases[:2]:
                there: Seen = evidence.observed(usual)
                if there is None or not np.allclose(
                    row(there["positions"][:1], usual), row(self.right(usual)[:1], usual), rtol=1e-3, atol=0
                ):
                    return False
            case = evidence.cases[2]
            seen: Seen = evidence.observed(case)
            if seen is None:
                return False
            lost = ~np.isfinite(row(seen["positions"][:1], case))
            return bool(lost.any()) and bool((lost == (_first_gradients(case) == 0)).all())

        def inside_root(evidence: Evidence) -> bool:
            """Right where eps hardly counts; where it does, the first step is lr g / sqrt(g^2 + eps)."""
            case = evidence.cases[2]
            seen: Seen = evidence.observed(case)
            if seen is None:
                return False
            g = _first_gradients(case)
            predicted = case.settings["lr"] * g / np.hypot(g, case.settings["eps"] ** 0.5)
            return bool(np.allclose(-row(seen["positions"][:1], case), predicted, rtol=1e-6, atol=1e-12))

        def swapped(seen: Seen, case: Walk) -> bool:
            return near_walk(seen, walked(torch.optim.Adam, replace(case, settings=_swapped(case.settings))), case)

        return [
            *self.usual,
            Hypothesis("L16", counts_from_zero),
            Hypothesis("L31", divides_by_zero),
            ratios("L13", lambda one, two: [(1 - one) / (1 - two) ** 0.5]),
            ratios("L14", lambda one, two: [(1 - two) ** -0.5, 1 - one]),
            ratios("L34", lambda one, two: [1 / (1 - one), (1 - two) ** 0.5 / (1 - one), (1 - two) ** 0.5]),
            on_two("L15", no_root),
            everywhere(swapped, "L33"),
            Hypothesis("L32", inside_root),
            Hypothesis("L35", self._counts_for_each),
            Hypothesis("L36", self._one_memory),
        ]

    def _alone(self, evidence: Evidence) -> bool:
        """Whether each parameter by itself walks as it should."""
        for case in evidence.cases[:2]:
            for index in range(len(case.starts)):
                single = replace(
                    case,
                    starts=case.starts[index : index + 1],
                    gradients=tuple(s[index : index + 1] for s in case.gradients),
                )
                seen: Seen = evidence.ask(self.question(single))
                if seen is None or not near_walk(seen, self.right(single), single):
                    return False
        return True

    def _counts_for_each(self, evidence: Evidence) -> bool:
        """Right alone; in company the second parameter's first step is that of a second step with the same gradient."""
        if not self._alone(evidence):
            return False
        for case in evidence.cases[:2]:
            seen: Seen = evidence.observed(case)
            if seen is None:
                return False
            one, two = case.settings["betas"]
            step = np.asarray(seen["positions"][0][1]) - case.starts[1]
            right = self.right(case)[0][1] - case.starts[1]
            late = (1 - one) / (1 - one**2) * ((1 - two**2) / (1 - two)) ** 0.5
            if not np.allclose(step / right, late, rtol=1e-5, atol=0):
                return False
        return True

    def _one_memory(self, evidence: Evidence) -> bool:
        """Right alone, wrong beside another of its shape, and right at first where the other's gradients are 0."""
        if not self._alone(evidence):
            return False
        rng = visible_rng(self.key + "/memory")
        for _ in range(2):
            walk = a_walk(rng, 2, {"lr": 0.01, "betas": (0.8, 0.97), "eps": 1e-10}, ((3, 2), (3, 2)))
            others, own = walk.gradients[0]
            quiet = replace(walk, gradients=((None if others is None else np.zeros_like(others), own),))
            seen: Seen = evidence.ask(self.question(quiet))
            loud: Seen = evidence.ask(self.question(walk))
            if loud is None or near_walk(loud, self.right(walk), walk):
                return False
            if seen is None or not near_walk(seen, self.right(quiet), quiet):
                return False
        return True


def _to_meta(value: Any) -> Any:
    """The same tensors, in lists of any depth, on the device meta."""
    if isinstance(value, list):
        return [_to_meta(item) for item in value]
    return value.to("meta") if isinstance(value, torch.Tensor) else value


def _first_gradients(walk: Walk) -> Array:
    return np.concatenate([np.asarray(g).ravel() for g in walk.gradients[0]])


def _swapped(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {**settings, "betas": settings["betas"][::-1]}


def _with_zeros(walk: Walk) -> Walk:
    """The walk with every third gradient of each parameter exactly 0, in every step."""

    def holes(g: Array | None) -> Array | None:
        if g is None:
            return None
        flat = g.ravel().copy()
        flat[::3] = 0.0
        return flat.reshape(g.shape)

    return replace(walk, gradients=tuple(tuple(map(holes, step)) for step in walk.gradients))
