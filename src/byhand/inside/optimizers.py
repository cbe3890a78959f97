"""Where a student's optimizer takes parameters for given gradients: positions after each step, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor, nn

Report = dict[str, Any]


def walked(
    make: Callable[..., Any],
    starts: Sequence[Tensor],
    gradients: Sequence[Sequence[Tensor | None]],
    settings: Mapping[str, Any],
    as_list: bool = False,
) -> Report:
    """`make(parameters, **settings)` walks from `starts`; each step begins with zero_grad() and gets its gradients.

    The parameters are handed over as a generator, as `model.parameters()` is one, unless they are wanted `as_list`.
    """
    parameters = [nn.Parameter(start.detach().clone()) for start in starts]
    handed = parameters if as_list else (parameter for parameter in parameters)
    optimizer = make(handed, **settings)
    positions, touched = [], False
    for step in gradients:
        optimizer.zero_grad()
        for parameter, gradient in zip(parameters, step, strict=True):
            parameter.grad = None if gradient is None else gradient.clone()
        optimizer.step()
        positions.append([parameter.detach().clone() for parameter in parameters])
        pairs = zip(parameters, step, strict=True)
        touched = touched or not all(_same(parameter.grad, gradient) for parameter, gradient in pairs)
    optimizer.zero_grad()
    return {
        "positions": positions,
        "touched": touched,
        "cleared": [_left(parameter.grad) for parameter in parameters],
        "leaves": all(parameter.is_leaf and parameter.requires_grad for parameter in parameters),
    }


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    """Whether a gradient is as it was; on the device meta there are no numbers to differ."""
    if one is None or other is None:
        return one is other
    return one.is_meta or one.equal(other)


def _left(grad: Tensor | None) -> str:
    if grad is None:
        return "None"
    return "full" if grad.is_meta or bool(grad.any()) else "zeros"
