"""The references of the checks: torch autograd of the *forward* model. No gradient is written down here, nor may one be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

try:
    import torch
except ImportError:  # a NumPy exercise may be answered where there is no torch; only checking needs it
    torch = None  # type: ignore[assignment]

Array = NDArray[np.float64]
ForwardStep = Callable[..., "Tensor"]


def tensor(array: NDArray[np.floating], requires_grad: bool = False) -> Tensor:
    """A float64 copy of `array` as a torch leaf on the CPU, whatever its layout and dtype."""
    return torch.tensor(np.array(array, dtype=np.float64), requires_grad=requires_grad)


def vjp(step: ForwardStep, at: NDArray[np.floating], upstream: NDArray[np.floating] | None = None) -> Array:
    """The vector-Jacobian product of a forward step at the point `at`, by torch autograd in float64.

    `step` maps one tensor to one tensor; `upstream` has the shape of its result (None: the result is a scalar and the
    upstream gradient is 1). Returns an array of the shape of `at`.
    """
    leaf = tensor(at, requires_grad=True)
    result = step(leaf)
    given = 1.0 if upstream is None else tensor(upstream)
    (gradient,) = gradients((result * given).sum(), leaf)
    return gradient


def gradients(scalar: Tensor, *leaves: Tensor) -> tuple[Array, ...]:
    """The gradient of a scalar with respect to each leaf, by torch autograd; zeros for a leaf it does not depend on."""
    found = torch.autograd.grad(scalar, leaves, allow_unused=True)
    shapes = [tuple(leaf.shape) for leaf in leaves]
    return tuple(np.zeros(s) if g is None else g.numpy().copy() for s, g in zip(shapes, found, strict=True))


def relu(h: Tensor) -> Tensor:
    """max(h, 0), entry by entry."""
    return torch.nn.functional.relu(h)


def squared_error(y_pred: Tensor, y: Tensor) -> Tensor:
    """The loss of the course, a scalar: the squared error of every entry, summed."""
    return torch.nn.functional.mse_loss(y_pred, y, reduction="sum")


def forward(x: Tensor, w1: Tensor, w2: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(h, h_relu, y_pred) of the two-layer network, shapes (N, H), (N, H), (N, D_out)."""
    h = x.mm(w1)
    h_relu = relu(h)
    return h, h_relu, h_relu.mm(w2)
