"""What a student's model is and does: parameters by name, outputs with given weights, what a function moved in it.

Everything comes back as plain values. Models made here are generic ones, of any depth; none of it is a judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from byhand.tensors import share_memory

Report = dict[str, Any]


def described(model: Any) -> Report:
    """Kind and children of a model, and each parameter as [name, shape, dtype, device, requires_grad]."""
    module = isinstance(model, nn.Module)
    return {
        "kind": type(model).__name__,
        "module": module,
        "sequential": isinstance(model, nn.Sequential),
        "children": [type(child).__name__ for child in model.children()] if module else [],
        "parameters": [
            [name, list(p.shape), str(p.dtype), str(p.device), bool(p.requires_grad)]
            for name, p in (model.named_parameters() if module else ())
        ],
    }


def values(model: nn.Module) -> dict[str, Tensor]:
    """The parameters' numbers, by name."""
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def quietly(make: Callable[..., Any], *arguments: object) -> Any:
    """What `make` returns; the global generator, which draws the first weights of a layer, is put back afterwards."""
    with torch.random.fork_rng(devices=[]):
        return make(*arguments)


def chain(*sizes: int, dtype: torch.dtype = torch.float64) -> nn.Sequential:
    """Linear layers of these sizes, one behind the other, with a ReLU between each two."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.ReLU()] if layers else []
        layers.append(nn.Linear(inputs, outputs, dtype=dtype))
    return nn.Sequential(*layers)


def made(make: Callable[..., Any], D_in: int, H: int, D_out: int, x: Tensor, weights: Sequence[Tensor]) -> Report:
    """What `make(D_in, H, D_out)` gives: its description, and with these weights (where they fit) its output for x.

    With an x that holds nothing, the description alone.
    """
    model = quietly(make, D_in, H, D_out)
    report = described(model)
    if not report["module"] or not x.numel():
        return report
    model = model.to(x.device)
    other = quietly(make, D_in, H, D_out)
    theirs = {id(p) for p in other.parameters()} if isinstance(other, nn.Module) else set()
    report["shared"] = any(id(p) in theirs for p in model.parameters())
    parameters = list(model.parameters())
    if [p.shape for p in parameters] == [w.shape for w in weights]:
        for parameter, weight in zip(parameters, weights, strict=True):
            parameter.data.copy_(weight)
    report["values"] = list(values(model).values())
    output = model(x.float())
    report["output"] = output.detach().clone() if isinstance(output, Tensor) else None
    report["output_kind"] = type(output).__name__
    return report


def net(
    make: Callable[..., Any], what: str, sizes: Sequence[int], weights: Mapping[str, Tensor], x: Tensor, g: Tensor
) -> Report:
    """A custom Module with given weights: outputs for x (N, D_in), gradients of (output * g).sum(), hooks that ran.

    Where its parameters have other names or shapes, only what it does with its own first weights is reported.
    what "meta": only where its parameters and its output are, once it has been moved to the device of x.
    With an x that holds nothing, its description alone.
    """
    if what == "meta":
        return on_meta(make, sizes, x)
    model = quietly(make, *sizes)
    report = described(model)
    if not report["module"] or not x.numel():
        return report
    # Where it was born: whatever it forgot to register would not move with it.
    first, second = quietly(lambda: (model(x.cpu().float()), model(x.cpu().float())))
    report["output_kind"] = type(first).__name__
    report["steady"] = isinstance(first, Tensor) and isinstance(second, Tensor) and bool(torch.equal(first, second))
    if {name: list(p.shape) for name, p in model.state_dict().items()} != {
        n: list(w.shape) for n, w in weights.items()
    }:
        return report
    model = model.to(x.device, x.dtype)
    report["after_to"] = sorted({str(p.dtype) for p in model.parameters()})
    model.load_state_dict(dict(weights))
    called: list[str] = []
    watched = [child.register_forward_hook(lambda m, *_: called.append(type(m).__name__)) for child in model.children()]
    output = model(x)
    for hook in watched:
        hook.remove()
    report["hooks"] = called
    if isinstance(output, Tensor):
        report["output"] = output.detach().clone()
        if output.requires_grad and output.shape == g.shape:
            torch.autograd.backward((output * g).sum())
        report["grads"] = {name: None if p.grad is None else p.grad.clone() for name, p in model.named_parameters()}
        report["mirrored"] = [model(point).detach().clone() for point in (-x, torch.zeros_like(x))]
    return report


def on_meta(make: Callable[..., Any], sizes: Sequence[int], x: Tensor) -> Report:
    """The Module moved to the device of x after it was made: where its parameters and its output are."""
    model = quietly(make, *sizes).to(x.device)
    output = model(x.to(torch.float32))
    devices = [str(p.device) for p in model.parameters()]
    return {"devices": devices, "output": [str(output.device), list(output.shape)]}


def loaded(load: Callable[..., Any], sizes: Sequence[int], w1: Tensor, w2: Tensor, x: Tensor, dtype: str) -> Report:
    """A model of layers Linear, ReLU, Linear before and after `load(model, w1, w2)`, and its outputs for x."""
    model = quietly(lambda: chain(*sizes, dtype=getattr(torch, dtype))).to(x.device)
    before, objects = values(model), {name: id(p) for name, p in model.named_parameters()}
    returned = load(model, w1, w2)
    report = described(model)
    report["returned"] = type(returned).__name__
    report["before"], report["values"] = before, values(model)
    report["same_objects"] = objects == {name: id(p) for name, p in model.named_parameters()}
    report["shared"] = [
        name for name, w in (("w1", w1), ("w2", w2)) if any(share_memory(p.detach(), w) for p in model.parameters())
    ]
    shapes = {name: list(p.shape) for name, p in model.named_parameters()}
    if shapes == {name: list(p.shape) for name, p in before.items()}:
        report["output"] = model(x.to(next(model.parameters()).dtype)).detach().clone()
    return report


class Bag(nn.Module):
    """A model of loose parameters: whoever walks over `parameters()` needs to know no more."""

    def __init__(self, starts: Sequence[Tensor]) -> None:
        super().__init__()
        for index, start in enumerate(starts):
            self.register_parameter(f"p{index}", nn.Parameter(start.detach().clone()))


def updated(update: Callable[..., Any], starts: Sequence[Tensor], grads: Sequence[Tensor | None], lr: float) -> Report:
    """The parameters of a model after `update(model, lr)`, and what became of them as objects."""
    model = Bag(starts)
    objects = list(model.parameters())
    for parameter, grad in zip(objects, grads, strict=True):
        parameter.grad = None if grad is None else grad.clone()
    update(model, lr)
    return {
        "positions": [p.detach().clone() for p in model.parameters()],
        "same_objects": [id(p) for p in model.parameters()] == [id(p) for p in objects],
        "leaves": all(p.is_leaf and p.requires_grad for p in model.parameters()),
        "grads": [None if p.grad is None else p.grad.clone() for p in objects],
    }
