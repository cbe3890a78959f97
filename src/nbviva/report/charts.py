"""The numbers of the pictures: bins of the points, and the parts of an exercise's bar. The template draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BINS = 20
"""At most this many, and one for full points."""
_STEPS = (0.5, 1, 2, 5)


@dataclass(frozen=True)
class Bin:
    """Submissions with points from `low` to under `low + step`."""

    low: float
    step: float
    count: int

    @property
    def label(self) -> str:
        """Its points in words."""
        return f"{self.low:g} to under {self.low + self.step:g}"


def bins(points: Sequence[float], worth: float) -> list[Bin]:
    """The bins from 0 to the most that can be earned, or to the most that somebody has."""
    top = max([worth, *points, 1.0])
    step = next(step * 10**power for power in range(300) for step in _STEPS if top / (step * 10**power) <= BINS)
    counts = [0] * (int(top / step) + 1)
    for earned in points:
        counts[max(0, int(earned / step))] += 1
    return [Bin(index * step, step, count) for index, count in enumerate(counts)]


@dataclass(frozen=True)
class Part:
    """A part of a bar, in hundredths of its width."""

    status: str
    start: float
    width: float
    count: int


def parts(became: Mapping[str, int], statuses: Sequence[str]) -> list[Part]:
    """The parts of an exercise's bar, in the order of `statuses`."""
    whole = sum(became.values())
    found: list[Part] = []
    start = 0.0
    for status in statuses:
        count = became.get(status, 0)
        if count:
            width = 100 * count / whole
            found.append(Part(status, start, width, count))
            start += width
    return found
