"""The numbers of unit 1's questions: one weight and N samples; and what all its exercises about them have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import torch

from byhand.compare import relative_error
from byhand.exercise import Answer, Array, FunctionExercise, Report
from byhand.findings import message
from byhand.fixtures import DISTINCT, MAX_DRAWS, visible_rng
from byhand.reference import tensor, vjp

if TYPE_CHECKING:
    from torch import Tensor

SIZES = (5, 7)  # co-prime with each other and with 2: every scale factor tells where it came from
OTHER_SIZES = (5, 7, 9, 11)
MARGIN = 0.1  # no weight, prediction or error near 0, where mistakes would look alike


@dataclass(frozen=True)
class Sample:
    """One question's numbers: a weight, N inputs and their targets."""

    w: float
    x: Array
    """(N,)"""
    y: Array
    """(N,)"""

    @property
    def y_hat(self) -> Array:
        """The predictions, (N,)."""
        return np.asarray((tensor(self.x) * self.w).numpy(), dtype=self.x.dtype)


def mean_squared_error(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of this unit, a scalar."""
    found: Tensor = torch.nn.functional.mse_loss(y_hat, y)
    return found


def loss_along(sample: Sample) -> Callable[[Tensor], Tensor]:
    """The loss as a function of the weight alone."""
    x, y = tensor(sample.x), tensor(sample.y)
    return lambda w: mean_squared_error(x * w, y)


def draw(rng: np.random.Generator, n: int) -> Sample:
    """A sample of standard normal numbers; none of them, and no slope, small; errors of both signs where there are two."""
    while True:
        sample = Sample(float(rng.normal()), rng.standard_normal(n), rng.standard_normal(n))
        error = sample.y_hat - sample.y
        slope = float(vjp(loss_along(sample), np.asarray(sample.w)))
        numbers = np.concatenate([[sample.w, error.mean(), slope], sample.x, sample.y, error])
        if np.abs(numbers).min() > MARGIN and (n == 1 or error.min() < 0 < error.max()):
            return sample


def fresh(rng: np.random.Generator) -> Sample:
    """A sample of a size that is drawn as well."""
    return draw(rng, int(rng.choice(OTHER_SIZES)))


def one_sample(rng: np.random.Generator) -> Sample:
    """N = 1."""
    return draw(rng, 1)


def strided(rng: np.random.Generator) -> Sample:
    """A sample whose arrays skip every other element, as `big[::2]` does."""
    sample = fresh(rng)
    return replace(sample, x=_spread(sample.x), y=_spread(sample.y))


def in_float32(rng: np.random.Generator) -> Sample:
    """A sample whose arrays are in float32."""
    sample = fresh(rng)
    return replace(sample, x=sample.x.astype(np.float32), y=sample.y.astype(np.float32))


def perfect_fit(rng: np.random.Generator) -> Sample:
    """A sample whose targets are exactly the predictions."""
    sample = fresh(rng)
    return replace(sample, y=sample.y_hat)


def _spread(array: Array) -> Array:
    roomy = np.zeros(2 * len(array))
    roomy[::2] = array
    return roomy[::2]


def distinct(arrays: Sequence[Array]) -> bool:
    """Whether all of these differ pairwise, in shape or clearly in value."""
    return all(
        np.shape(a) != np.shape(b) or min(relative_error(a, b), relative_error(b, a)) > DISTINCT
        for a, b in combinations(arrays, 2)
    )


class SampleExercise(FunctionExercise[Sample]):
    """An exercise about one weight and N samples."""

    def sizes(self, case: Sample) -> Mapping[str, int]:
        return {"N": len(case.x)}

    @cached_property
    def cases(self) -> tuple[Sample, Sample]:
        """The two visible samples: every mistake of the bank tells itself apart on them."""
        rng = visible_rng(f"one_weight/{self.key}")
        first, second = (self._identifiable(rng, n) for n in SIZES)
        return first, second

    def _identifiable(self, rng: np.random.Generator, n: int) -> Sample:
        for _ in range(MAX_DRAWS):
            sample = draw(rng, n)
            named = [h.predict(sample) for h in self.hypotheses if h.predict is not None]
            if distinct([self.reference(sample)[0], *named]):
                return sample
        raise RuntimeError(
            f"{self.key}: expected a sample that tells all mistakes apart, found none in {MAX_DRAWS} draws: two of the "
            "hypotheses give the same answer; declare them look-alikes or drop one"
        )

    def visible(self, answer: Answer) -> Report:
        """As ever; what was checked is said of examples, since there are no networks yet."""
        return examples_checked(super().visible(answer), len(self.cases))

    @abstractmethod
    def arguments(self, case: Sample) -> Mapping[str, object]: ...


def examples_checked(report: Report, count: int) -> Report:
    """The report of a right answer, saying on how many examples its values were checked."""
    if report.finding is not None:
        return report
    return replace(report, checked=(*report.checked[:-1], message("checked.examples", count=count)))
