"""Reads the course of a training run: where the loss rises, where it breaks off, what a picture of it has to span."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FIRST = 8  # steps in the enlarged part
SPREAD = 0.16  # standard deviation of the first loss over draws, relative: 600 draws at the sizes of unit 2
_REACH = 3.0  # a mark further above the losses than this factor sits at the edge of the enlarged part
_LARGEST = 1e307  # beyond it the arithmetic of a plot overflows
_DECADES = 50.0  # first steps that span more than this factor need a logarithmic scale


@dataclass(frozen=True)
class Course:
    """What the losses tell."""

    losses: NDArray[np.float64]
    # Step -> loss, for what a logarithmic scale can show.
    steps: NDArray[np.int_]
    # Steps between which the loss first rises, (bottom, top); None if it only falls in the enlarged part.
    hump: tuple[int, int] | None
    # The first step without a finite loss, or None.
    broken: int | None
    # Some losses are 0 or below: a logarithmic scale has no place for them.
    unshown: bool

    @property
    def shown(self) -> NDArray[np.float64]:
        """The losses at `steps`."""
        return self.losses[self.steps]


def follow(losses: NDArray[np.float64]) -> Course:
    """Read the course of the losses, (steps,): where they rise, where they break off."""
    finite = np.isfinite(losses)
    broken = None if finite.all() else int(np.argmin(finite))
    until = losses[:broken]
    return Course(losses, np.flatnonzero(until > 0), _hump(until[:FIRST]), broken, bool((until <= 0).any()))


def _hump(losses: NDArray[np.float64]) -> tuple[int, int] | None:
    rises = losses[1:] > losses[:-1]
    if not rises.any():
        return None
    bottom = int(np.argmax(rises))
    falls = np.flatnonzero(~rises[bottom:])
    return bottom, bottom + int(falls[0]) if falls.size else len(losses) - 1


def near(course: Course) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    """The steps and losses of the enlarged part."""
    first = course.steps < FIRST
    return course.steps[first], course.shown[first]


def window(losses: NDArray[np.float64], *marks: float | None) -> tuple[float, float, bool]:
    """The span of the enlarged part, and whether it is logarithmic: the losses and every mark not far above them."""
    smallest, largest = (float(losses.min()), float(losses.max())) if losses.size else (1.0, 1.0)
    marked = [mark * (1 + SPREAD) for mark in marks if mark is not None and mark <= largest * _REACH]
    if largest / _DECADES > smallest:
        return *widened(smallest, largest, 0.08), True
    return 0.0, min(max([largest, *marked]) * 1.06, _LARGEST), False


def widened(low: float, high: float, share: float, least: float = 0.0) -> tuple[float, float]:
    """The span with `share` of its length on a log scale, and at least `least` decades, added at each end."""
    bottom, top = math.log10(low), math.log10(high)
    room = max(share * (top - bottom), least)
    return 10 ** max(bottom - room, -307.0), min(10 ** min(top + room, 307.9), _LARGEST)
