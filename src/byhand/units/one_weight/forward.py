"""Exercises 1.1 and 1.2: the prediction and the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, message
from byhand.laws import Output
from byhand.reference import tensor
from byhand.units.one_weight.samples import (
    Sample,
    SampleExercise,
    fresh,
    in_float32,
    mean_squared_error,
    one_sample,
    strided,
)


class Predict(SampleExercise):
    """1.1 predict(w, x (N,)) -> (N,)."""

    key = "predict"
    outputs = (Output("y_hat", ("N",)),)
    of_autograd = False

    def arguments(self, case: Sample) -> Mapping[str, object]:
        return {"w": case.w, "x": case.x}

    def reference(self, case: Sample) -> tuple[Array, ...]:
        return (np.asarray(case.y_hat, dtype=np.float64),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def overwritten(evidence: Evidence) -> bool:
            return all("x" in evidence.reply(case).changed for case in evidence.cases)

        return [
            where("N2", overwritten),
            *equals_one_of("N1", lambda c: np.asarray(c.y_hat.sum()), lambda c: np.asarray(c.y_hat.mean())),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "negative_w": self.condition("edge", lambda rng: _negative(fresh(rng))),
            "one_sample": self.condition("edge", one_sample),
        }


def _negative(sample: Sample) -> Sample:
    return replace(sample, w=-abs(sample.w))


class Mse(SampleExercise):
    """1.2 mse(y_hat (N,), y (N,)) -> (), the mean of the squared errors."""

    key = "mse"
    outputs = (Output("loss", ()),)
    of_autograd = False

    def arguments(self, case: Sample) -> Mapping[str, object]:
        return {"y_hat": case.y_hat, "y": case.y}

    def reference(self, case: Sample) -> tuple[Array, ...]:
        return (mean_squared_error(tensor(case.y_hat), tensor(case.y)).numpy(),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def loss(case: Sample) -> Array:
            return self.reference(case)[0]

        def error(case: Sample) -> Array:
            return case.y_hat - case.y

        def squares(case: Sample) -> Array:
            return np.asarray((tensor(case.y_hat) - tensor(case.y)).square().numpy())

        return [
            equals("A1", lambda c: loss(c) * len(c.y)),
            equals("A2", lambda c: loss(c) / len(c.y)),
            *equals_one_of("A3", lambda c: loss(c) / 2, lambda c: loss(c) * len(c.y) / 2),
            *equals_one_of(
                "A4",
                lambda c: loss(c) ** 0.5,
                lambda c: (loss(c) * len(c.y)) ** 0.5,
                lambda c: (loss(c) / len(c.y)) ** 0.5,
            ),
            *equals_one_of("A5", lambda c: np.abs(error(c)).mean(), lambda c: np.abs(error(c)).sum()),
            *equals_one_of(
                "A6",
                lambda c: np.asarray(error(c).sum() ** 2),
                lambda c: np.asarray(error(c).mean() ** 2),
                lambda c: np.asarray(error(c).sum() ** 2 / len(c.y)),
            ),
            *equals_one_of("A7", squares, lambda c: squares(c) / len(c.y)),
            *equals_one_of(
                "A9",
                lambda c: np.asarray((np.square(c.y_hat) - np.square(c.y)).mean()),
                lambda c: np.asarray((np.square(c.y_hat) - np.square(c.y)).sum()),
            ),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.condition("edge", one_sample),
            "strided": self.condition("edge", strided),
            "float32": self.condition("edge", in_float32, float32=True),
            "column": Condition("edge", self._column),
        }

    def _column(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """One of the two as a column (N, 1): raising is right; so is lining the two up; comparing N x N pairs is A8."""
        case = fresh(rng)
        for y_hat, y in ((case.y_hat[:, None], case.y), (case.y_hat, case.y[:, None])):
            reply = ask(answer, {"y_hat": y_hat, "y": y})
            if reply.error is None and not agrees(reply.value, self.reference(case)[0]):
                return Finding(
                    law="edges",
                    what=message("law.flat_targets", n=len(case.y), pairs=len(case.y) ** 2),
                    mistake="A8",
                    cause=message("mistake.A8.cause"),
                    next_step=message("mistake.A8.hint"),
                )
        return None
