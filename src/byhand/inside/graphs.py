"""Reads the graph that autograd recorded while a student's function ran: its nodes in order, and what each has saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from byhand.inside.watching import Watch


def recorded(function: Callable[..., object], names: Mapping[str, Tensor]) -> list[dict[str, Any]]:
    """The graph of the scalar from which `function(*names.values())` begins its first backward pass; empty if there is none.

    One dict a node, in an order in which every node stands behind those it leads back to: "name", "inputs" (numbers of
    the nodes that it leads back to), "leaf" (name of the tensor whose .grad it fills, or ""), "saved": a list of
    (field, whose, shape, bytes). `whose` is a name of `names`, or "#3" for what node 3 put out, or "".
    A number that is saved has the shape None and no bytes.
    """
    graphs: list[list[dict[str, Any]]] = []
    watch = Watch()
    outputs: list[tuple[Any, Tensor]] = []

    def look(root: Tensor) -> None:
        if not graphs:
            outputs.extend((t.grad_fn, t) for t in watch.made if t.grad_fn is not None)
            graphs.append(walk(root, names, outputs))

    watch.keep_results = True
    watch.before_backward = look
    with watch:
        function(*names.values())
    watch.made.clear()
    return graphs[0] if graphs else []


def walk(root: Tensor, names: Mapping[str, Tensor], outputs: list[tuple[Any, Tensor]]) -> list[dict[str, Any]]:
    """The nodes behind `root`; `outputs` pairs nodes with the tensors that they put out, where these are known."""
    order: list[Any] = []
    seen: list[Any] = []

    def visit(node: Any) -> None:
        if any(node is other for other in seen):
            return
        seen.append(node)
        for child, _ in node.next_functions:
            if child is not None:
                visit(child)
        order.append(node)

    visit(root.grad_fn)
    owners = {_place(tensor): name for name, tensor in names.items()}
    for number, node in enumerate(order):
        for maker, tensor in outputs:
            if maker is node:
                owners.setdefault(_place(tensor), f"#{number}")

    def owner(tensor: Tensor) -> str:
        """By its memory; a copy that a function made for itself goes by the name of what it is a copy of."""
        copies = (name for name, given in names.items() if given.shape == tensor.shape and given.equal(tensor))
        return owners.get(_place(tensor)) or next(copies, "")

    return [
        {
            "name": str(node.name()),
            "inputs": [_number(order, child) for child, _ in node.next_functions if child is not None],
            "leaf": (owner(node.variable) or "?") if hasattr(node, "variable") else "",
            "saved": _saved(node, owner),
        }
        for node in order
    ]


def _number(order: list[Any], node: Any) -> int:
    return next(number for number, other in enumerate(order) if other is node)


def _place(tensor: Tensor) -> tuple[int, int]:
    """What tells two tensors' memory apart: the address, and how much lies there."""
    return tensor.data_ptr(), tensor.numel()


def _saved(node: Any, owner: Callable[[Tensor], str]) -> list[tuple[str, str, tuple[int, ...] | None, int]]:
    found: list[tuple[str, str, tuple[int, ...] | None, int]] = []
    for field in dir(node):
        if not field.startswith("_saved_") or field.endswith("_sym_sizes"):
            continue
        value = getattr(node, field)
        name = field.removeprefix("_saved_")
        if isinstance(value, Tensor):
            size = value.numel() * value.element_size()
            found.append((name, owner(value), tuple(value.shape), size))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found.append((name, "", None, 0))
    return found
