"""Exercise 7.7: is_affine, a test that must tell straight functions from bent ones by their values alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, diagnose
from byhand.exercise import Answer, Condition, Exercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.fixtures import visible_rng
from byhand.laws import implemented_and_runs
from byhand.units.the_library import nets
from byhand.units.the_library.observed import broken

if TYPE_CHECKING:
    from torch import Tensor

    Function = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Trial:
    """A function to be judged, and the verdict that is right."""

    f: Function
    d_in: int
    affine: bool


def _matrix(rng: np.random.Generator, *shape: int) -> Tensor:
    return torch.tensor(rng.standard_normal(shape))


def line(rng: np.random.Generator, scale: float = 1.0, constant: float = 1.0, slope: float = 1.0) -> Trial:
    """An affine map: a matrix, and a constant unless `constant` is 0."""
    d_in = int(rng.integers(3, 9))
    a, c = slope * scale * _matrix(rng, d_in, 4), constant * scale * _matrix(rng, 4)
    return Trial(lambda x: torch.matmul(x, a.to(x.dtype)) + c.to(x.dtype), d_in, True)


def itself(rng: np.random.Generator) -> Trial:
    """The straightest of all: f(x) = x, with no rounding of its own."""
    return Trial(lambda x: x.clone(), int(rng.integers(3, 9)), True)


def seeds_module(rng: np.random.Generator) -> Trial:
    """The module with the slip: two layers whose ReLU nobody uses."""
    net = nets.fresh(rng)
    w1, b1, w2, b2 = net.stored()
    linear = torch.nn.functional.linear
    return Trial(
        lambda x: linear(linear(x, w1.to(x.dtype), b1.to(x.dtype)), w2.to(x.dtype), b2.to(x.dtype)), net.three[0], True
    )


def network(rng: np.random.Generator, scale: float = 1.0) -> Trial:
    """The right module."""
    net = nets.fresh(rng)
    stored = net.stored()

    def f(x: Tensor) -> Tensor:
        w1, b1, w2, b2 = (w.to(x.dtype) for w in stored)
        hidden = torch.nn.functional.linear(x, w1, b1)
        return scale * torch.nn.functional.linear(hidden.relu(), w2, b2)

    return Trial(f, net.three[0], False)


def far_bend(rng: np.random.Generator) -> Trial:
    """Straight, up to a ReLU with the bias -100: nothing bends nearer to the origin than 100."""
    d_in = int(rng.integers(3, 9))
    a, w = _matrix(rng, d_in, 3), _matrix(rng, d_in)
    unit = w / w.norm()

    def f(x: Tensor) -> Tensor:
        bent = (torch.matmul(x, unit.to(x.dtype)) - 100).relu()
        return torch.matmul(x, a.to(x.dtype)) + bent.unsqueeze(-1)

    return Trial(f, d_in, False)


def bump(rng: np.random.Generator) -> Trial:
    """Three ReLU units that make a tent of width 2, 0 everywhere else: straight on most of space."""
    d_in = int(rng.integers(3, 9))
    a, w = _matrix(rng, d_in, 3), _matrix(rng, d_in)
    unit = w / w.norm()

    def f(x: Tensor) -> Tensor:
        at = torch.matmul(x, unit.to(x.dtype))
        tent = (at + 0.7).relu() - 2 * (at - 0.3).relu() + (at - 1.3).relu()
        return torch.matmul(x, a.to(x.dtype)) + tent.unsqueeze(-1)

    return Trial(f, d_in, False)


def odd(rng: np.random.Generator) -> Trial:
    """Bent, and the same from both sides: f(-x) = -f(x) up to a constant."""
    d_in = int(rng.integers(3, 9))
    a, c = _matrix(rng, d_in, 3), _matrix(rng, 3)

    def f(x: Tensor) -> Tensor:
        h = torch.matmul(x, a.to(x.dtype))
        return (h - 1).relu() - (-h - 1).relu() + c.to(x.dtype)

    return Trial(f, d_in, False)


class IsAffine(Exercise):
    """7.7 is_affine(f, D_in) -> bool, f from (N, D_in) to (N, anything)."""

    key = "is_affine"

    @cached_property
    def trials(self) -> Sequence[Trial]:
        rng = visible_rng(self.key)
        return line(rng, constant=0.0), line(rng), seeds_module(rng), network(rng), network(rng)

    def visible(self, answer: Answer) -> Report:
        first = ask(answer, _question(self.trials[0]))
        for trial in self.trials:
            finding = self.judge(answer, trial)
            if finding is not None:
                if finding.law != "implemented":
                    evidence = Evidence(answer, _question, lambda reply: reply.value, self.trials, ())
                    mistake = diagnose(evidence, self.hypotheses)
                    finding = finding if mistake is None else name_mistake(finding, mistake)
                return Report(finding, printed=first.printed)
        return Report(checked=(message("checked.affine"),), printed=first.printed)

    def judge(self, answer: Answer, trial: Trial) -> Finding | None:
        """One function, one verdict. Random probes are part of the task: the generators may move."""
        reply = ask(answer, _question(trial))
        finding = implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        if not isinstance(reply.value, (bool, np.bool_)):
            return broken("type", "verdict", "verdict", found=type(reply.value).__name__)
        if bool(reply.value) is trial.affine:
            return None
        return broken("values", "called_bent" if trial.affine else "called_straight", "affine")

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def verdicts(evidence: Evidence, make: Callable[[np.random.Generator], Trial], key: str) -> list[object]:
            rng = visible_rng(f"{self.key}/{key}")
            return [evidence.ask(_question(make(rng))) for _ in range(2)]

        def linear(evidence: Evidence) -> bool:
            """A constant, however straight, is refused; without one it is not."""
            without = verdicts(evidence, lambda rng: line(rng, constant=0.0), "linear")
            return without == [True, True] and verdicts(evidence, line, "affine") == [False, False]

        def exact(evidence: Evidence) -> bool:
            """Only functions without any rounding are called straight: a constant one, and one that gives back its input.

            The second tells a bound that is too strict from an equation that no straight function fulfils.
            """
            rounded = verdicts(evidence, line, "affine") + verdicts(evidence, seeds_module, "module")
            if rounded.count(False) < 3:
                return False
            constant = verdicts(evidence, lambda rng: line(rng, slope=0.0), "constant")
            return constant == verdicts(evidence, itself, "itself") == [True, True]

        return [Hypothesis("L37", linear), Hypothesis("L40", exact)]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def trial(kind: str, make: Callable[[np.random.Generator], Trial], mistake: str | None = None) -> Condition:
            def examine(answer: Answer, rng: np.random.Generator) -> Finding | None:
                for _ in range(2):
                    finding = self.judge(answer, make(rng))
                    if finding is not None:
                        named = mistake if finding.law == "values" else None
                        return finding if named is None else name_mistake(finding, named)
                return None

            return Condition("edge" if kind == "edge" else "values", examine)

        return {
            "fresh_straight": trial("values", seeds_module),
            "fresh_bent": trial("values", network),
            "far_bend": trial("edge", far_bend, "L38"),
            "bump": trial("edge", bump, "L38"),
            "odd": trial("edge", odd, "L39"),
            "large_values": trial("edge", lambda rng: line(rng, scale=1e7), "L41"),
            "small_values": trial("edge", lambda rng: network(rng, scale=1e-7), "L41"),
        }


def _question(trial: Trial) -> Mapping[str, object]:
    return {"f": trial.f, "D_in": trial.d_in}
