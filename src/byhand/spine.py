"""The one network of the course: the numbers every unit starts from, and the losses that every unit lands on.

`curve()` reads spine.txt, which `python tools/spine.py` writes: the losses of PyTorch's own layers and its own optimizer
on these numbers. A test computes them anew. No gradient is written down here or there.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

N, D_IN, H, D_OUT = 64, 1000, 100, 10
LEARNING_RATE = 1e-6
STEPS = 500

Array = NDArray[np.float64]


class Start(NamedTuple):
    """What every unit starts from, all in float64."""

    x: Array
    """(N, D_in)"""
    y: Array
    """(N, D_out)"""
    w1: Array
    """(D_in, H)"""
    w2: Array
    """(H, D_out)"""


def start() -> Start:
    """Fresh copies of the network's numbers: standard normal, drawn in this order from one generator of seed 0."""
    normal = np.random.default_rng(0).standard_normal
    return Start(normal((N, D_IN)), normal((N, D_OUT)), normal((D_IN, H)), normal((H, D_OUT)))


@cache
def _losses() -> tuple[float, ...]:
    return tuple(map(float, files("byhand").joinpath("spine.txt").read_text(encoding="ascii").split()))


def curve() -> Array:
    """The loss before each of the 500 steps at the learning rate of the course, shape (STEPS,)."""
    return np.array(_losses())
