"""Expressions that questions are asked about: built where the student's function runs, so that their graph is there, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from byhand.inside.diary import Entry, kept, names_in

Step = Callable[[Any], Any]

STEPS: dict[str, Step] = {
    "add": lambda t: t + 2,
    "times_itself": lambda t: t * t,
    "double": lambda t: t * 2,
    "divide": lambda t: t / 3,
    "subtract": lambda t: t - 1,
    "from_two": lambda t: 2 - t,
    "ones_times": lambda t: torch.ones_like(t) * t,
    "minus": lambda t: -t,
    "power": lambda t: t**2,
    "sin": lambda t: t.sin(),
    "exp": lambda t: t.exp(),
    "tanh": lambda t: t.tanh(),
    "relu": lambda t: t.relu(),
    "mean": lambda t: t.mean(),
    "sum": lambda t: t.sum(),
}
"""One operation of a forward pass by name: tensor in, tensor out."""


def chain(t: Any, steps: Sequence[str]) -> Any:
    """The steps one after the other, beginning with the tensor t."""
    for step in steps:
        t = STEPS[step](t)
    return t


def built(steps: Sequence[str], at: Sequence[float] = (-0.2124, -0.1003, -0.3773)) -> Any:
    """A chain of steps on a fresh leaf tensor that requires a gradient."""
    return chain(torch.tensor(list(at), requires_grad=True), steps)


def fresh_twice(
    fresh_grad: Callable[..., Any], steps: Sequence[str], w: Any, before: Any = None
) -> tuple[list[Any], list[Entry], list[str]]:
    """Call fresh_grad(loss_fn, w) twice on one leaf with the numbers of w, whose .grad holds `before` at first.

    Returns both answers as they stood right after their call, the diary of the first call, and the names in the
    function's code. An error of the student's passes through.
    """
    leaf = w.detach().clone().requires_grad_()
    if before is not None:
        leaf.grad = before.detach().clone()

    def loss_fn(t: Any) -> Any:
        return chain(t, steps)

    first, entries, error = kept(fresh_grad, loss_fn, leaf)
    if error is not None:
        raise error
    first = _value(first)
    return [first, _value(fresh_grad(loss_fn, leaf))], entries, names_in(fresh_grad)


def _value(answer: Any) -> Any:
    """What the answer is now: a later call may write into the same memory."""
    return answer.detach().clone() if isinstance(answer, torch.Tensor) else answer
