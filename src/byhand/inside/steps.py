"""Takes one step of the student's on weights made here, beside the student's code: what moved, what is left, whose it is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from byhand.inside.watching import Watch


class _Listening(Tensor):
    """A gradient that notes which of its names were looked up."""

    heard: list[str]
    __torch_function__: Any = torch._C._disabled_torch_function_impl

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            object.__getattribute__(self, "heard").append(name)
        return super().__getattribute__(name)


def after(
    sgd_step_: Callable[..., object],
    weights: Sequence[Tensor],
    gradients: Sequence[Tensor | None],
    lr: float,
    how: str = "",
) -> dict[str, object]:
    """What a step left behind, as plain values. `how` may hold the words "no_grad" (the caller is inside such a block),
    "shared" (all weights are views of the first one's memory) and "trace" (errors are noted instead of raised, and
    what happened on the way is reported as well).

    Keys: weights, gradients, leaf, wants (requires_grad), same_memory, versions (how often each was changed in
    a way that autograd sees), and with "trace": error, heard (names looked up on the gradients), made ("recorded" or
    "unrecorded" for each new tensor of a weight's shape), grad_reads.
    """
    own = [weight.detach().clone() for weight in weights]
    if "shared" in how:
        own = [own[0].detach() for _ in own]
    params = [weight.requires_grad_() for weight in own]
    heard: list[str] = []
    for param, gradient in zip(params, gradients, strict=True):
        if gradient is not None:
            given: Any = gradient.detach().clone()
            if "trace" in how:
                given = given.as_subclass(_Listening)
                given.heard = heard
            param.grad = given
    handed = list(params)
    addresses, versions = [p.data_ptr() for p in params], [p._version for p in params]
    watch = Watch()
    watch.keep_results = True
    error = ""
    with torch.no_grad() if "no_grad" in how else contextlib.nullcontext():
        if "trace" in how:
            try:
                with watch:
                    sgd_step_(handed, lr)
            except Exception as fault:
                error = f"{type(fault).__name__}: {fault}"
        else:
            sgd_step_(handed, lr)
    looked_up = list(heard)
    report: dict[str, object] = {
        "same_list": len(handed) == len(params) and all(a is b for a, b in zip(handed, params, strict=True)),
        "weights": [p.detach().clone() for p in params],
        "gradients": [None if p.grad is None else _plain(p.grad) for p in params],
        "leaf": [p.is_leaf for p in params],
        "wants": [p.requires_grad for p in params],
        "same_memory": [p.data_ptr() == address for p, address in zip(params, addresses, strict=True)],
        "versions": [p._version - before for p, before in zip(params, versions, strict=True)],
    }
    if "trace" in how:
        shapes = {tuple(p.shape) for p in params}
        made = [t for t in watch.made if tuple(t.shape) in shapes and not any(t is p for p in params)]
        report |= {
            "error": error,
            "heard": looked_up,
            "made": ["recorded" if t.grad_fn is not None else "unrecorded" for t in made],
            "events": watch.events,
        }
    return report


def _plain(gradient: Tensor) -> Tensor:
    return gradient.detach().as_subclass(Tensor).clone()
