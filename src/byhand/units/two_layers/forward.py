"""Exercises 2.2 and 2.3: the forward pass and the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, message
from byhand.fixtures import SIZES, Case, compute, draw
from byhand.laws import Output
from byhand.network_exercise import ArrayExercise, fresh
from byhand.reference import tensor


def _tuple_of(evidence: Evidence, case: Case, count: int) -> tuple[object, ...] | None:
    observed = evidence.observed(case)
    return tuple(observed) if isinstance(observed, (tuple, list)) and len(observed) == count else None


class Forward(ArrayExercise):
    """2.2 forward(x (N, D_in), w1 (D_in, H), w2 (H, D_out)) -> h (N, H), h_relu (N, H), y_pred (N, D_out)."""

    key = "forward"
    outputs = (Output("h", ("N", "H")), Output("h_relu", ("N", "H")), Output("y_pred", ("N", "D_out")))
    keeps_dtype = True

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"x": case.x, "w1": case.w1, "w2": case.w2}

    def reference(self, case: Case) -> tuple[Array, ...]:
        h, h_relu, y_pred = reference.forward(tensor(case.x), tensor(case.w1), tensor(case.w2))
        return h.numpy(), h_relu.numpy(), y_pred.numpy()

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def linear(evidence: Evidence) -> bool:
            """The ReLU was taken, and its result left aside. (Where h_relu itself is wrong, that comes first.)"""
            parts = [_tuple_of(evidence, case, 3) for case in evidence.cases]
            return all(
                p is not None
                and agrees(p[1], self.reference(c)[1])
                and agrees(p[2], (tensor(c.x) @ tensor(c.w1) @ tensor(c.w2)).numpy())
                for p, c in zip(parts, evidence.cases, strict=True)
            )

        def part(index: int, predict: object, mistake: str) -> Hypothesis:
            def holds(evidence: Evidence) -> bool:
                parts = [_tuple_of(evidence, case, 3) for case in evidence.cases]
                return all(
                    p is not None and agrees(p[index], predict(case))  # type: ignore[operator]
                    for p, case in zip(parts, evidence.cases, strict=True)
                )

            return where(mistake, holds)

        return [
            part(0, lambda c: self.reference(c)[1], "D9"),
            part(1, lambda c: self.reference(c)[0].max(axis=0), "A10"),
            where("L1", linear),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return self.usual_conditions()


class Sse(ArrayExercise):
    """2.3 sse(y_pred (N, D_out), y (N, D_out)) -> (), the sum of squared errors; ValueError for two shapes."""

    key = "sse"
    outputs = (Output("loss", ()),)

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"y_pred": case.y_pred, "y": case.y}

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (reference.squared_error(tensor(case.y_pred), tensor(case.y)).numpy(),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def loss(case: Case) -> float:
            return float(self.reference(case)[0])

        def error(case: Case) -> Array:
            return case.y_pred - case.y

        def entries(case: Case) -> Array:
            pair = tensor(case.y_pred), tensor(case.y)
            return np.asarray((pair[0] - pair[1]).square().numpy())

        return [
            equals("A1", lambda c: np.asarray(loss(c) / c.y.size)),
            equals("A2", lambda c: np.asarray(loss(c) / len(c.y))),
            equals("A3", lambda c: np.asarray(loss(c) / 2)),
            equals("A4", lambda c: np.asarray(loss(c) ** 0.5)),
            equals("A5", lambda c: np.asarray(np.abs(error(c)).sum())),
            equals("A6", lambda c: np.asarray(error(c).sum() ** 2)),
            *equals_one_of("A7", lambda c: entries(c).sum(1), lambda c: entries(c).sum(0), entries),
            equals("A9", lambda c: np.asarray((np.square(c.y_pred) - np.square(c.y)).sum())),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        flat = Condition("edge", self._flat_targets, _one_output, lambda case: [_with_flat_targets(case)])
        return {**self.usual_conditions(), "flat_targets": flat}

    def _flat_targets(self, answer: Answer, case: Case) -> Finding | None:
        """D_out = 1 with targets of shape (N,): raising is right; so is lining the two up; comparing N x N pairs is A8."""
        reply = ask(answer, _with_flat_targets(case))
        if reply.error is not None or agrees(reply.value, self.reference(case)[0]):
            return None
        pairs = {"n": len(case.y), "pairs": len(case.y) ** 2}
        return Finding(
            law="edges",
            what=message("law.flat_targets", **pairs),
            mistake="A8",
            cause=message("mistake.A8.cause"),
            next_step=message("mistake.A8.hint"),
        )


def _one_output(rng: np.random.Generator) -> Case:
    return draw(rng, {**SIZES[int(rng.integers(len(SIZES)))], "D_out": 1})


def _with_flat_targets(case: Case) -> Mapping[str, object]:
    return {"y_pred": case.y_pred, "y": case.y[:, 0]}


def perfect_fit(rng: np.random.Generator) -> Case:
    """A fresh case whose targets are exactly the predictions."""
    case = compute(fresh(rng))
    return replace(case, y=case.y_pred.copy())
