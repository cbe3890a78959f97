"""Asks a student's autograd Function in one graph: values, gradients, names of the graph's nodes, what backward returned.

It observes and reports in plain values; whether they are right is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from byhand.inside.lending import lent

Answer = Callable[..., Any]


def call(function: Answer, *arguments: object) -> object:
    """The function's own result, while right versions of the earlier exercises stand under their names."""
    with lent(function):
        return function(*arguments)


def observed(function: Answer, way: str, upstream: Tensor, inputs: Sequence[Tensor | None]) -> dict[str, object]:
    """What happens when `function(*inputs)` is computed and walked back once; `inputs` are leaf tensors (or None).

    way "given": the upstream gradient is `upstream`. "sum", "mean": the result is summed, or averaged. "plus_input": the
    first input is added to the result, so both get the same upstream gradient. "twice": the gradients, as "given", are
    differentiated once more, in the direction in which each is its own value.

    Returns `y`, `found` (the name of y's type), `gradients` (one for each tensor that asks for one, else None), `nodes`
    (the graph's), `saved` (tensors that the last node keeps), `returned` (for each call of the Function's backward the
    shapes that it returned, None for None) and for "twice" also `second`.
    """
    report: dict[str, object] = {}
    with lent(function):
        y = function(*inputs)
        report["found"] = type(y).__name__
        report["y"] = y.detach() if isinstance(y, Tensor) else None
        if not isinstance(y, Tensor):
            return report
        report["nodes"] = _nodes(y)
        report["saved"] = _saved(y)
        asked = [t for t in inputs if t is not None and t.requires_grad]
        result = y + inputs[0] if way == "plus_input" and inputs[0] is not None else y
        start: Any = {"sum": torch.sum, "mean": torch.mean}.get(way)
        with _watched(y) as returned:
            if way == "twice":
                found = torch.autograd.grad(result, asked, upstream, create_graph=True, allow_unused=True)
            elif start is None:
                found = torch.autograd.grad(result, asked, upstream, allow_unused=True)
            else:
                found = torch.autograd.grad(start(result), asked, allow_unused=True)
        gradients = iter(found)
        report["gradients"] = [next(gradients) if t is not None and t.requires_grad else None for t in inputs]
        report["returned"] = returned
        if way == "twice":
            report["second"] = _second(found, upstream, asked)
            report["gradients"] = [g if g is None else g.detach() for g in report["gradients"]]  # type: ignore[attr-defined]
    return report


def _second(found: Sequence[Tensor | None], upstream: Tensor, asked: Sequence[Tensor]) -> list[Tensor]:
    """The gradients of half the squared length of the gradients, for the upstream gradient and each input."""
    half = sum(((g * g.detach()).sum() for g in found if g is not None), torch.zeros(()))
    wanted = [upstream, *asked]
    seconds = torch.autograd.grad(half, wanted, allow_unused=True)
    return [torch.zeros_like(t) if s is None else s for s, t in zip(seconds, wanted, strict=True)]


def _nodes(y: Tensor) -> list[str]:
    """The names of all nodes of the graph behind y, the last one first."""
    names, waiting, seen = [], [y.grad_fn], set()
    while waiting:
        node = waiting.pop(0)
        if node is None or node in seen:
            continue
        seen.add(node)
        names.append(str(node.name()))
        waiting.extend(following for following, _ in node.next_functions)
    return names


def _saved(y: Tensor) -> list[Tensor]:
    try:
        kept = getattr(y.grad_fn, "saved_tensors", ())
    except RuntimeError:  # it was changed since
        return []
    return [t.detach() for t in kept if isinstance(t, Tensor)]


@contextmanager
def _watched(y: Tensor) -> Iterator[list[list[tuple[int, ...] | None]]]:
    """The shapes that the backward of y's Function returns while the block runs."""
    returned: list[list[tuple[int, ...] | None]] = []
    cls: Any = getattr(type(y.grad_fn), "_forward_cls", None)
    if cls is None or "backward" not in vars(cls):
        yield returned
        return
    own, backward = vars(cls)["backward"], cls.backward

    def watched(ctx: object, *upstream: Tensor) -> object:
        result = backward(ctx, *upstream)
        items = result if isinstance(result, tuple) else (result,)
        returned.append([tuple(item.shape) if isinstance(item, Tensor) else None for item in items])
        return result

    cls.backward = staticmethod(watched)
    try:
        yield returned
    finally:
        cls.backward = own
