"""A student's training loop at work on a model, a loss and an optimizer that note every call, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn

from byhand.inside.models import chain, quietly, values

Report = dict[str, Any]


def traced(
    train: Callable[..., Any],
    sizes: Sequence[int],
    weights: Mapping[str, Tensor],
    batch: tuple[Tensor, Tensor],
    lr: float,
    steps: int,
    manner: str = "plain",
) -> Report:
    """What `train(model, loss_fn, optimizer, x, y, steps)` returned, the calls it made, and where the weights are now.

    manner "stale": the optimizer holds another model's parameters. manner "tilted": the loss weighs errors by their sign.
    """
    events: list[str] = []
    x, y = batch
    model = _watched(events, sizes, weights, x)
    other = _watched([], sizes, weights, x)
    optimizer = _optimizer(events, (other if manner == "stale" else model).parameters(), lr)
    hook = model.register_forward_hook(lambda *_: events.append("hook"))
    try:
        returned = train(model, _loss(events, tilted=manner == "tilted"), optimizer, x, y, steps)
    finally:
        hook.remove()
    listed = isinstance(returned, (list, tuple))
    items = list(returned) if listed else []
    return {
        "returned": type(returned).__name__,
        "kinds": sorted({type(item).__name__ for item in items}),
        "losses": [float(item) for item in items if isinstance(item, (int, float, Tensor))],
        "events": events,
        "values": values(model),
        "training": model.training,
    }


def _watched(events: list[str], sizes: Sequence[int], weights: Mapping[str, Tensor], like: Tensor) -> nn.Module:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = quietly(lambda: chain(*sizes, dtype=like.dtype)).to(like.device)

        def forward(self, x: Tensor) -> Any:
            events.append("model")
            return self.layers(x)

    model = Model()
    model.layers.load_state_dict(dict(weights))
    return model


def _loss(events: list[str], *, tilted: bool) -> Callable[[Tensor, Tensor], Tensor]:
    class Noted(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, loss: Tensor) -> Tensor:
            return loss.clone()

        @staticmethod
        def backward(ctx: Any, *upstream: Tensor) -> Any:
            events.append("backward")
            return upstream[0]

    def loss_fn(y_pred: Tensor, y: Tensor) -> Tensor:
        events.append("loss_fn")
        error = y_pred - y
        squares = error.square() * (1 + (error > 0)) if tilted else error.square()
        noted: Any = Noted
        return cast(Tensor, noted.apply(squares.sum()))

    return loss_fn


def _optimizer(events: list[str], parameters: Any, lr: float) -> torch.optim.Optimizer:
    class Optimizer(torch.optim.SGD):
        def zero_grad(self, set_to_none: bool = True) -> None:
            events.append("zero_grad")
            super().zero_grad(set_to_none)

        def step(self, closure: Any = None) -> Any:
            events.append("step")
            return super().step(closure)

    return Optimizer(parameters, lr=lr)
