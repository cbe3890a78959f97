"""Exercises 2.9 and 2.10: one step of gradient descent, and the training loop that puts every piece in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache, cached_property

import numpy as np

from byhand import reference
from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Answer, Array, Condition, Report
from byhand.findings import Finding, message
from byhand.fixtures import Case
from byhand.laws import Output
from byhand.network_exercise import ArrayExercise, fresh
from byhand.reference import tensor
from byhand.units.two_layers import slopes
from byhand.units.two_layers.pieces import Pieces, finite_part
from byhand.units.two_layers.slopes import Slopes, stepped


class Step(ArrayExercise):
    """2.9 step_(w, g, lr) -> None: w moves in place, one step of gradient descent. Asked with w (D_in, H)."""

    key = "step_"
    outputs = (Output("w", ("D_in", "H")),)
    may_change = ("w",)
    lr = 0.25

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"w": case.w1, "g": self._gradient(case), "lr": self.lr}

    def _gradient(self, case: Case) -> Array:
        """Any numbers of the weight's shape will do; these are of the same dtype and layout as the rest of the case."""
        return np.asarray(case.w1[::-1, ::-1])

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (stepped(case.w1, self._gradient(case), self.lr),)

    def observe(self, reply: Reply) -> object:
        return reply.arguments["w"]

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def cannot_cast(evidence: Evidence) -> bool:
            error = evidence.reply(evidence.cases[0]).error
            return isinstance(error, TypeError) and "cast" in str(error).lower()

        def stands_still(evidence: Evidence) -> bool:
            """w is as it was, and nothing else took the step in its place."""
            same_w = all(agrees(evidence.observed(case), case.w1) for case in evidence.cases)
            return same_w and not evidence.reply(evidence.cases[0]).changed

        def step(lr: float) -> Callable[[Case], Array]:
            return lambda case: stepped(case.w1, self._gradient(case), lr)

        return [
            where("E10", cannot_cast),
            equals("E10", lambda c: np.trunc(self.reference(c)[0])),
            where("E6", stands_still),
            equals("E7", step(-self.lr)),
            *equals_one_of("E8", step(1.0), step(-1.0)),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        usual = self.usual_conditions()
        return {name: usual[name] for name in ("fresh", "square", "strided", "float32")}


class Train(ArrayExercise):
    """2.10 train(x, y, w1, w2, lr, steps) -> (steps,), the loss before each step; the caller's weights stay as they were."""

    key = "train"
    outputs = (Output("losses", ("steps",)),)
    lr = 2e-4
    steps = 6

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces

    @property
    def cases(self) -> tuple[Case, Case]:
        """As ever, but found once for all pieces: telling eleven training runs apart takes many draws."""
        return _visible_cases(self.lr, self.steps)

    def sizes(self, case: Case) -> Mapping[str, int]:
        return {**case.sizes, "steps": self.steps}

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"x": case.x, "y": case.y, "w1": case.w1, "w2": case.w2, "lr": self.lr, "steps": self.steps}

    def observe(self, reply: Reply) -> object:
        """A list of numbers is as good as an array of shape (steps,)."""
        value = reply.value
        if isinstance(value, (list, tuple)) and all(
            isinstance(v, (float, np.floating)) or _is_zero_d(v) for v in value
        ):
            return np.asarray(value, dtype=np.float64)
        return value

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (self._run(case, slopes.plain),)

    def right_for(self, answer: Answer, case: Case, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The true curve, or the curve of the student's own pieces put together in the right order."""
        (expected,) = self.reference(case)
        found, tolerance = np.asarray(parts[0]), TOLERANCE[np.dtype(np.float64)]
        if same(found, expected, tolerance):
            return (expected,)  # the pieces need not be asked: at grading, each answer crosses between two processes
        own = self.pieces.curve(case.x, case.y, case.w1, case.w2, self.lr, self.steps)
        return (own,) if own is not None and same(found, own, tolerance) else (expected,)

    def judge(self, answer: Answer, case: Case, *, show: bool, float32: bool = False) -> Finding | None:
        """As ever; but a loss that a wrong piece makes infinite costs nothing here, if the pieces themselves come to it."""
        finding = super().judge(answer, case, show=show, float32=float32)
        if finding is None or finding.what.key != "law.not_finite":
            return finding
        found = np.asarray(self.observe(ask(answer, self.arguments(case))), dtype=np.float64)
        own = self.pieces.curve(case.x, case.y, case.w1, case.w2, self.lr, self.steps)
        known = finite_part(found)
        alike = own is not None and same(known, finite_part(own), TOLERANCE[np.dtype(np.float64)])
        return None if alike and len(known) > 1 else finding

    def visible(self, answer: Answer) -> Report:
        """As ever; but where a piece raises, that piece is named: train cannot be checked before it runs."""
        report = super().visible(answer)
        if report.finding is None or report.finding.law not in ("implemented", "runs"):
            return report
        failing = self.pieces.first_failing(self.cases[0], self.lr)
        if failing is None:
            return report
        name, error = failing
        if report.finding.law == "implemented" and not isinstance(error, NotImplementedError):
            return report
        if isinstance(error, NotImplementedError):
            what = message("law.piece_missing", name=self.key, piece=name)
        else:
            what = message("law.piece_raises", name=self.key, piece=name, error=type(error).__name__)
        finding = Finding(report.finding.law, what, message("next.piece", piece=name))
        return replace(report, finding=finding)

    def _run(self, case: Case, rule: Slopes, *, extra: int = 0, lr: float | None = None) -> Array:
        """The curve of a run by torch whose gradients of w1 and w2 come from `rule`."""
        w1, w2 = case.w1, case.w2
        x, y = tensor(case.x), tensor(case.y)
        losses = []
        rate = self.lr if lr is None else lr
        for _ in range(self.steps + extra):
            t1, t2 = tensor(w1, requires_grad=True), tensor(w2, requires_grad=True)
            loss = reference.squared_error(reference.forward(x, t1, t2)[2], y)
            losses.append(loss.item())
            g1, g2 = rule(x, y, t1, t2, rate)
            w1, w2 = stepped(w1, g1, rate), stepped(w2, g2, rate)
        return np.asarray(losses)

    @cached_property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def run(rule: Slopes, **changes: float) -> Callable[[Case], Array]:
            return lambda case: self._run(case, rule, **changes)  # type: ignore[arg-type]

        def moved(evidence: Evidence) -> bool:
            return bool({"w1", "w2"} & set(evidence.reply(evidence.cases[0]).changed))

        def other_gradient(evidence: Evidence) -> bool:
            """w2 moved by grad_w1: shapes forbid it, except where all sizes are equal."""
            return all(
                agrees(evidence.observed(case), self._run(case, slopes.w2_by_grad_w1)) for case in evidence.squares
            )

        return [
            where("E11", moved),
            equals("E12", lambda c: self._run(c, slopes.plain, extra=1)[1:]),
            equals("C1", run(slopes.h_for_h_relu)),
            equals("C8", run(slopes.w2_moved_first)),
            equals("D1", run(slopes.no_gate)),
            *equals_one_of("E9", run(slopes.only_w1), run(slopes.only_w2)),
            where("E9", other_gradient),
            equals("E3", run(slopes.halved)),
            equals("E7", run(slopes.uphill)),
            equals("E6", run(slopes.nothing)),
            equals("A1", lambda c: self.reference(c)[0] / c.y.size),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.usual_conditions()["one_sample"],
            "one_step": self._with(steps=1),
            "zero_lr": self._with(lr=0.0),
        }

    def _with(self, **changes: float) -> Condition:
        """The same question with another number of steps or another learning rate."""
        other = Train(self.pieces)
        for name, value in changes.items():
            setattr(other, name, value)
        return other.condition("edge", fresh)


@cache
def _visible_cases(lr: float, steps: int) -> tuple[Case, Case]:
    nobody = Train(Pieces(*[_nothing] * len(fields(Pieces))))
    nobody.lr, nobody.steps = lr, steps
    return nobody.found_cases()


def _nothing(*_: object) -> None:
    """In the place of a piece that is not asked."""


def _is_zero_d(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.shape == ()
