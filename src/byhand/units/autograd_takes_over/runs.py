"""Training runs in torch, right ones and wrong ones: each wrong one does what a student's loop does that makes its mistake.

Every run takes a Case, a learning rate and a number of steps, and gives the loss before each step, (steps,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand import reference
from byhand.exercise import Array
from byhand.fixtures import Case

if TYPE_CHECKING:
    from torch import Tensor

Update = Callable[[list["Tensor"], float], Any]


def _loss(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> Tensor:
    return reference.squared_error(reference.forward(x, w1, w2)[2], y)


def _move(w: Tensor, by: Tensor | None, lr: float) -> None:
    """One step in place that autograd does not record; none where there is nothing to step by."""
    if by is not None:
        w.detach().sub_(by, alpha=lr)


def _update(weights: list[Tensor], lr: float) -> None:
    for w in weights:
        _move(w, w.grad, lr)
        w.grad = None


def _run(case: Case, lr: float, steps: int, update: Update) -> Array:
    x, y = reference.tensor(case.x), reference.tensor(case.y)
    weights = [reference.tensor(w, requires_grad=True) for w in (case.w1, case.w2)]
    losses = []
    for _ in range(steps):
        loss = _loss(x, y, *weights)
        losses.append(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]
        update(weights, lr)
    return np.asarray(losses)


def right(case: Case, lr: float, steps: int, *, up: bool = False) -> Array:
    """As it should be; `up`: every step the wrong way."""
    return _run(case, -lr if up else lr, steps, _update)


def with_update(case: Case, lr: float, steps: int, update: Update) -> Array:
    """A right loop around another's update."""
    return _run(case, lr, steps, update)


def never_cleared(case: Case, lr: float, steps: int) -> Array:
    """G4: .grad adds up over the steps."""

    def update(weights: list[Tensor], lr: float) -> None:
        for w in weights:
            _move(w, w.grad, lr)

    return _run(case, lr, steps, update)


def only(case: Case, lr: float, steps: int, *, which: int) -> Array:
    """E9: one weight stands still. Which is what happens, too, where the graph is cut behind w1 (G17)."""

    def update(weights: list[Tensor], lr: float) -> None:
        _update([weights[which]], lr)
        _clear(weights)

    return _run(case, lr, steps, update)


def _clear(weights: list[Tensor]) -> None:
    for w in weights:
        w.grad = None


def one_rebound(case: Case, lr: float, steps: int, *, which: int) -> Array:
    """G12: one name gets a new tensor inside no_grad at the first step, which wants no gradient and learns no more."""
    moved: list[bool] = []

    def update(weights: list[Tensor], lr: float) -> None:
        if moved:
            weights[which].grad = None
        moved.append(True)
        _update(weights, lr)

    return _run(case, lr, steps, update)


def standing(case: Case, lr: float, steps: int) -> Array:
    """G6: cleared before the step, so that no step has a length."""
    return _run(case, lr, steps, lambda weights, rate: _clear(weights))


def moved_between(case: Case, lr: float, steps: int) -> Array:
    """G19: each round first steps by the gradient of the round before, after its forward pass and before its backward
    pass, past the version counter."""
    x, y = reference.tensor(case.x), reference.tensor(case.y)
    weights = [reference.tensor(w, requires_grad=True) for w in (case.w1, case.w2)]
    losses = []
    for _ in range(steps):
        loss = _loss(x, y, *weights)
        losses.append(loss.item())
        for w in weights:
            if w.grad is not None:
                w.data.sub_(w.grad, alpha=lr)
                w.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
    return np.asarray(losses)
