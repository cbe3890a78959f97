"""Fixtures of unit 7: the two-layer network with biases, and where torch's own forward pass takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from byhand.exercise import Array
from byhand.fixtures import SIZES, draw, identifiable, visible_rng

if TYPE_CHECKING:
    from torch import Tensor

NAMES = ("linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias")


@dataclass(frozen=True)
class Net:
    """One network in float64: x (N, D_in), y and g (N, D_out), w1 (D_in, H), b1 (H,), w2 (H, D_out), b2 (D_out,)."""

    sizes: dict[str, int]
    x: Array
    y: Array
    g: Array
    w1: Array
    b1: Array
    w2: Array
    b2: Array

    @property
    def three(self) -> list[int]:
        """D_in, H, D_out."""
        return [self.sizes[letter] for letter in ("D_in", "H", "D_out")]

    def stored(self) -> list[Tensor]:
        """Weights and biases as a Linear layer keeps them, (out, in) and (out,), first layer first."""
        return [torch.tensor(np.ascontiguousarray(a)) for a in (self.w1.T, self.b1, self.w2.T, self.b2)]


def with_biases(rng: np.random.Generator, sizes: dict[str, int]) -> Net:
    """A drawn network whose ReLU closes some entries and opens others, and whose outputs have both signs."""
    while True:
        case = identifiable(rng, sizes) if sizes in SIZES else draw(rng, sizes)
        b1, b2 = rng.standard_normal(sizes["H"]) / 2, rng.standard_normal(sizes["D_out"])
        h = case.x @ case.w1 + b1
        y_pred = np.maximum(h, 0) @ case.w2 + b2
        if (h > 0).any() and (h < 0).any() and np.abs(h).min() > 1e-3 and (y_pred > 0).any() and (y_pred < 0).any():
            return Net(sizes, case.x, case.y, case.g, case.w1, b1, case.w2, b2)


def fresh(rng: np.random.Generator) -> Net:
    """A network in sizes drawn as well, all different."""
    return with_biases(rng, dict(SIZES[int(rng.integers(len(SIZES)))]))


def square(rng: np.random.Generator) -> Net:
    """A network with every size 4."""
    return with_biases(rng, {"N": 4, "D_in": 4, "H": 4, "D_out": 4})


def visible(key: str) -> tuple[Net, Net]:
    """The two visible networks of an exercise, all sizes different."""
    rng = visible_rng(key)
    first, second = (with_biases(rng, dict(sizes)) for sizes in SIZES[:2])
    return first, second


def squares(key: str) -> tuple[Net, Net]:
    """Two networks with every size 4, the same every time."""
    rng = visible_rng(key + "/square")
    return square(rng), square(rng)


def outputs(stored: list[Tensor], x: Array) -> tuple[Tensor, Tensor]:
    """(h, y_pred) of the network whose layers keep `stored`, by torch's own functions, in the dtype of its weights."""
    w1, b1, w2, b2 = stored
    h = functional.linear(torch.tensor(np.asarray(x), dtype=w1.dtype), w1, b1)
    return h, functional.linear(functional.relu(h), w2, b2)
