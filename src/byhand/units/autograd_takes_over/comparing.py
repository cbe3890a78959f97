"""Exercise 4.7: two runs from one start, and how far apart they are at each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from byhand import laws
from byhand.asking import Reply, ask
from byhand.compare import relative_error
from byhand.exercise import Answer, Array, Condition, Exercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.fixtures import SIZES, Case, identifiable, visible_rng
from byhand.laws import Output
from byhand.network_exercise import fresh
from byhand.units.autograd_takes_over import runs
from byhand.units.autograd_takes_over.questions import refused

Run = Callable[..., object]
LR, STEPS = 2e-4, 7


class Compare(Exercise):
    """4.7 compare(run_a, run_b, start, steps) -> (steps,): the relative gap of two runs, each from its own copy of start.

    A run is called as run(x, y, w1, w2, steps) with the four arrays of `start`, may move the weights it is handed, and
    returns its losses. The answer is byhand.inside.comparing.compared with the student's function.
    """

    key = "compare"
    output = Output("gap", ("steps",))

    @cached_property
    def cases(self) -> Sequence[Case]:
        rng = visible_rng(self.key)
        return [identifiable(rng, sizes) for sizes in SIZES[:2]]

    def visible(self, answer: Answer) -> Report:
        first: Reply | None = None
        for case in self.cases:
            asked = _Asked(case)
            reply = ask(answer, asked.arguments())
            first = first or reply
            finding = self._judge(reply, asked, show=True)
            if finding is not None:
                mistake = None if finding.law == "implemented" else self._name(answer)
                named = finding if mistake is None else name_mistake(finding, mistake)
                return Report(named, printed=first.printed)
        checked = ("checked.shape", "checked.same_start", "checked.gap")
        return Report(checked=tuple(map(message, checked)), printed=first.printed if first else "")

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": Condition("values", lambda answer, rng: self._ask(answer, _Asked(fresh(rng)))),
            "same_run": Condition("values", self._same_run),
            "float32_drift": Condition("values", self._float32),
            "one_step": Condition("edge", lambda answer, rng: self._ask(answer, _Asked(fresh(rng), steps=1))),
        }

    def _ask(self, answer: Answer, asked: _Asked) -> Finding | None:
        return self._judge(ask(answer, asked.arguments()), asked, show=False)

    def _same_run(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """One run against itself: from the same start there is no gap at all."""
        asked = _Asked(fresh(rng))
        asked.rate_b = asked.rate_a
        return self._ask(answer, asked)

    def _float32(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """The second run in float32: the gap is small and not zero, and has to be reported as it is."""
        asked = _Asked(fresh(rng))
        asked.rate_b, asked.narrow = asked.rate_a, True
        return self._ask(answer, asked)

    def _judge(self, reply: Reply, asked: _Asked, *, show: bool) -> Finding | None:
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        found: Any = reply.value
        if isinstance(found, (list, tuple)) and all(isinstance(v, (float, np.floating)) for v in found):
            found = np.asarray(found, dtype=np.float64)
        finding = laws.type_and_shape(found, self.output, {"steps": asked.steps}, None)
        if finding is None:
            finding = laws.manners(reply, (found,), ("run_a", "run_b"))
        if finding is not None:
            return finding
        if len(asked.starts) != 2:
            return refused("values", "runs_called", "runs_called", count=len(asked.starts))
        if not _alike(asked.starts[0], asked.starts[1]) or not _alike(asked.starts[0], asked.arrays()):
            return refused("values", "other_start", "other_start")
        right = asked.right()
        if not np.any(right):
            return None if not np.any(found) else refused("values", "gap_of_same", "other_start")
        return laws.values(found, right, "gap", 1e-6, show=show, of_autograd=False)

    def _name(self, answer: Answer) -> str | None:
        """The mistake that both visible cases show."""
        names = set()
        for case in self.cases:
            asked = _Asked(case)
            reply = ask(answer, asked.arguments())
            names.add(_explain(reply, asked))
        return names.pop() if len(names) == 1 else None


class _Asked:
    """One question: a start, and two runs of ours that note what they were handed."""

    def __init__(self, case: Case, steps: int = STEPS) -> None:
        self.case, self.steps = case, steps
        self.starts: list[tuple[Array, ...]] = []
        self.rate_a, self.rate_b, self.narrow = LR, 1.5 * LR, False

    def arrays(self) -> tuple[Array, ...]:
        case = self.case
        return tuple(np.array(a) for a in (case.x, case.y, case.w1, case.w2))

    def arguments(self) -> dict[str, object]:
        return {
            "run_a": self._run(first=True),
            "run_b": self._run(first=False),
            "start": self.arrays(),
            "steps": self.steps,
        }

    def losses(self, arrays: Sequence[Array], steps: int, *, first: bool) -> Array:
        x, y, w1, w2 = arrays
        case = replace(self.case, x=x, y=y, w1=w1, w2=w2)
        curve = runs.right(case, self.rate_a if first else self.rate_b, steps)
        if not first and self.rate_b != self.rate_a:
            curve = curve * (1 + 0.3 * np.cos(np.pi * np.arange(steps)))  # so that the two runs lead by turns
        return curve.astype(np.float32).astype(np.float64) if self.narrow and not first else curve

    def _run(self, *, first: bool) -> Run:
        def run(x: Array, y: Array, w1: Array, w2: Array, steps: int) -> list[float]:
            self.starts.append(tuple(np.array(a) for a in (x, y, w1, w2)))
            curve = self.losses((x, y, w1, w2), steps, first=first)
            return [float(loss) for loss in curve]

        return run

    def right(self) -> Array:
        """The gap at each step, measured against the first run."""
        a, b = (self.losses(self.arrays(), self.steps, first=first) for first in (True, False))
        return np.asarray(np.abs(a - b) / np.abs(a))


def _explain(reply: Reply, asked: _Asked) -> str | None:
    if {"start"} & set(reply.changed):
        return "E11"
    if len(asked.starts) == 2 and not _alike(asked.starts[0], asked.starts[1]):
        halved = tuple(w * 0.5 for w in asked.starts[0][2:])
        return "E11" if _alike(asked.starts[1][2:], halved) else "F12"
    if len(asked.starts) != 2 or reply.error is not None:
        return None
    a, b = (asked.losses(asked.arrays(), asked.steps, first=first) for first in (True, False))
    found: Any = reply.value
    gap = np.abs(a - b)
    if np.shape(found) == () and isinstance(found, (float, int, np.generic, np.ndarray)):
        worst = (gap / a).max(), (gap / a).mean(), (gap / a)[-1], gap.max(), gap[-1]
        return "F15" if any(abs(float(found) - w) <= 1e-9 * abs(w) for w in worst) else None
    if isinstance(found, (list, tuple)):
        found = np.asarray(found, dtype=object if any(not isinstance(v, float) for v in found) else np.float64)
    if not isinstance(found, np.ndarray) or found.dtype.kind != "f" or found.shape != a.shape:
        return None
    guises = (
        ("F14", (a - b) / a),
        ("F14", (b - a) / a),
        ("F13", gap),
        ("F13", gap / np.abs(b)),
        ("F13", gap / a[0]),
        ("F13", 2 * gap / (a + b)),
        ("F13", gap / np.maximum(a, b)),
    )
    return next((name for name, guise in guises if relative_error(found, guise) <= 1e-9), None)


def _alike(one: Sequence[Array], other: Sequence[Array]) -> bool:
    return all(np.shape(a) == np.shape(b) and relative_error(a, b) <= 1e-6 for a, b in zip(one, other, strict=True))
