"""Gradients of w1 and w2 by autograd, right and altered: what a training run looks like when one thing in it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from byhand import reference
from byhand.exercise import Array
from byhand.reference import gradients, tensor, vjp

if TYPE_CHECKING:
    from torch import Tensor


def stepped(w: Array, g: Array, lr: float) -> Array:
    """w (any shape) after one step of length lr against g, same shape; a negative lr goes uphill.

    By autograd: the step is the gradient at w of |v|^2 / 2 - lr <v, g>. torch.optim.SGD gives the same (tests hold the
    two together), but its first use costs a second of imports.
    """
    down = tensor(g)
    return vjp(lambda v: v.square().sum() / 2 - lr * (v * down).sum(), w)


# Each of these gives the gradients of w1 and w2 by autograd of an (altered) forward model.
Slopes = Callable[["Tensor", "Tensor", "Tensor", "Tensor", float], tuple[Array, Array]]


def _of(loss: Tensor, w1: Tensor, w2: Tensor) -> tuple[Array, Array]:
    g1, g2 = gradients(loss, w1, w2)
    return g1, g2


def plain(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """The gradients that are right."""
    return _of(reference.squared_error(reference.forward(x, w1, w2)[2], y), w1, w2)


def _upstream(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> Tensor:
    """The gradient that reaches y_pred, as a constant (N, D_out)."""
    y_pred = reference.forward(x, w1, w2)[2].detach().requires_grad_()
    (upstream,) = gradients(reference.squared_error(y_pred, y), y_pred)
    return tensor(upstream)


def h_for_h_relu(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """C1: w2 learns from h instead of h_relu."""
    g1, _ = plain(x, y, w1, w2, lr)
    _, g2 = _of((_upstream(x, y, w1, w2) * x.mm(w1).mm(w2)).sum(), w1, w2)
    return g1, g2


def w2_moved_first(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """C8: the gradient that goes on to w1 runs through a w2 that has already moved."""
    _, g2 = plain(x, y, w1, w2, lr)
    moved = tensor(stepped(w2.detach().numpy(), g2, lr))
    g1, _ = _of((_upstream(x, y, w1, w2) * reference.forward(x, w1, moved)[2]).sum(), w1, w2)
    return g1, g2


def no_gate(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """D1: backwards, the ReLU lets everything through."""
    h = x.mm(w1)
    straight_through = h + (reference.relu(h) - h).detach()
    return _of(reference.squared_error(straight_through.mm(w2), y), w1, w2)


def only_w1(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E9: w2 stands still."""
    g1, g2 = plain(x, y, w1, w2, lr)
    return g1, np.zeros_like(g2)


def only_w2(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E9: w1 stands still."""
    g1, g2 = plain(x, y, w1, w2, lr)
    return np.zeros_like(g1), g2


def w2_by_grad_w1(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E9: w2 moves by the gradient of w1."""
    g1, _ = plain(x, y, w1, w2, lr)
    return g1, g1


def halved(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E3: a factor of 2 got lost."""
    g1, g2 = plain(x, y, w1, w2, lr)
    return g1 / 2, g2 / 2


def uphill(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E7: every step goes the wrong way."""
    g1, g2 = plain(x, y, w1, w2, lr)
    return -g1, -g2


def nothing(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """E6: no weight moves."""
    g1, g2 = plain(x, y, w1, w2, lr)
    return np.zeros_like(g1), np.zeros_like(g2)
