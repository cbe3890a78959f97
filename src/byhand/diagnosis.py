"""Names a mistake by evidence: a bank of hypotheses, each of which predicts what a wrong answer would reply.

A hypothesis is a transformation of the reference (a scale, a sign, a transpose, another mask, a sum over another axis) or
autograd of an altered forward model. It must fit on two independent draws before it is named; where none fits, none is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from byhand.asking import Reply, ask
from byhand.compare import same
from byhand.tensors import is_tensor, numbers

Array = NDArray[np.floating]
AGREES = 1e-9  # how close a reply must come to a prediction, in float64


@dataclass
class Evidence:
    """A student's replies to the same question on several cases, asked when first needed."""

    answer: Callable[..., object]
    arguments: Callable[[Any], Mapping[str, object]]
    observe: Callable[[Reply], object]
    """What of a reply is the answer: the value returned, or an argument changed in place."""
    cases: Sequence[Any]
    """Two cases whose sizes are all different."""
    squares: Sequence[Any]
    """Two cases whose sizes are all equal: there a product of the wrong shapes runs, and its values tell which it was."""
    _replies: dict[int, Reply] = field(default_factory=dict)

    def reply(self, case: Any) -> Reply:
        """The reply on `case`; each case is asked once."""
        if id(case) not in self._replies:
            self._replies[id(case)] = ask(self.answer, self.arguments(case))
        return self._replies[id(case)]

    def observed(self, case: Any) -> object:
        """The answer on `case`, or None where the call failed."""
        reply = self.reply(case)
        return None if reply.error is not None else self.observe(reply)

    def ask(self, arguments: Mapping[str, object]) -> object:
        """The answer to a question of the hypothesis's own, or None where the call failed."""
        reply = ask(self.answer, arguments)
        return None if reply.error is not None else self.observe(reply)


@dataclass(frozen=True)
class Hypothesis:
    """One mistake of the catalogue and how its evidence looks."""

    mistake: str
    holds: Callable[[Evidence], bool]
    predict: Callable[[Any], Array] | None = None
    """What it replies on a case, for the fixtures' conscience; None where it takes other evidence to tell."""


def agrees(found: object, predicted: object) -> bool:
    """Whether a reply is the predicted array or number: same shape, same values."""
    if isinstance(found, (float, int)):
        found = np.asarray(found, dtype=np.float64)
    if is_tensor(found) and found.device.type != "meta":  # type: ignore[attr-defined]
        found = numbers(found)
    if not isinstance(found, (np.ndarray, np.generic)) or np.asarray(found).dtype.kind not in "fiu":
        return False
    return same(np.asarray(found), numbers(predicted), AGREES)


def equals(mistake: str, predict: Callable[[Any], Array]) -> Hypothesis:
    """The mistake whose reply is `predict(case)`, seen on two cases whose sizes are all different."""
    return Hypothesis(mistake, lambda e: all(agrees(e.observed(c), predict(c)) for c in e.cases), predict)


def equals_one_of(mistake: str, *predictions: Callable[[Any], Array]) -> list[Hypothesis]:
    """Several guises of one mistake."""
    return [equals(mistake, predict) for predict in predictions]


def equals_on_squares(mistake: str, predict: Callable[[Any], Array]) -> Hypothesis:
    """The mistake whose shapes fit only where all sizes are equal: there its reply is `predict(case)`."""

    def holds(evidence: Evidence) -> bool:
        return all(agrees(evidence.observed(case), predict(case)) for case in evidence.squares)

    return Hypothesis(mistake, holds)


def where(mistake: str, holds: Callable[[Evidence], bool]) -> Hypothesis:
    """A mistake told by other evidence than the value alone."""
    return Hypothesis(mistake, holds)


def diagnose(evidence: Evidence, hypotheses: Sequence[Hypothesis]) -> str | None:
    """The id of the first hypothesis that fits, or None. A hypothesis that cannot be evaluated does not fit."""
    for hypothesis in hypotheses:
        if hypothesis.holds(evidence):
            return hypothesis.mistake
    return None
