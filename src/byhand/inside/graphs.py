"""Reads the graph that autograd recorded while a student's function ran: its nodes in order, and what each has saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from byhand.inside.watching import Watch


def recorded(function: Callable[..., object], names: Mapping[str, Tensor]) -> list[dict[str, Any]]:
    """The graph of the scalar from which `function(*names.values())` begins its first backward pass; empty if there is none,
    or none that can be read.

    One dict a node, in an order in which every node stands behind those it leads back to: "name", "inputs" (numbers of
    the nodes that it leads back to), "leaf" (name of the tensor whose .grad it fills, or ""), "saved": a list of
    (field, whose, shape, bytes, memory). `whose` is a name of `names`, or "#3" for what node 3 put out, or "";
    `memory` numbers the places in memory, so that what is saved twice can be counted once.
    """
    graphs: list[list[dict[str, Any]]] = []
    watch = Watch()
    outputs: list[tuple[Any, Tensor]] = []

    def look(root: Tensor) -> None:
        if not graphs:
            outputs.extend((t.grad_fn, t) for t in watch.made if t.grad_fn is not None)
            try:
                graphs.append(walk(root, names, outputs))
            except RuntimeError:  # inside torch.func a tensor is a symbol, and nothing is told about its memory
                graphs.append([])

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
        copies = (name for name, given in names.items() if given.shape == tensor.shape and _equal(given, tensor))
        return owners.get(_place(tensor)) or next(copies, "")

    places: list[tuple[int, int]] = []
    return [
        {
            "name": str(node.name()),
            "inputs": [_number(order, child) for child, _ in node.next_functions if child is not None],
            "leaf": (owner(node.variable) or "?") if hasattr(node, "variable") else "",
            "saved": _saved(node, owner, places),
        }
        for node in order
    ]


def _equal(one: Tensor, other: Tensor) -> bool:
    """Whether the numbers are the same; a copy may live on another device."""
    return one.device == other.device and one.equal(other)


def _number(order: list[Any], node: Any) -> int:
    return next(number for number, other in enumerate(order) if other is node)


def _place(tensor: Tensor) -> int:
    """The address of the memory that a tensor uses; a view's is that of what it looks at."""
    return int(tensor.untyped_storage().data_ptr())


def _saved(
    node: Any, owner: Callable[[Tensor], str], places: list[tuple[int, int]]
) -> list[tuple[str, str, tuple[int, ...], int, int]]:
    found: list[tuple[str, str, tuple[int, ...], int, int]] = []
    for field in dir(node):
        value = getattr(node, field) if field.startswith("_saved_") else None
        if isinstance(value, Tensor):
            place = (value.data_ptr(), value.numel())  # two rows of one array are two things to keep
            if place not in places:
                places.append(place)
            size = value.numel() * value.element_size()
            name = field.removeprefix("_saved_")
            found.append((name, owner(value), tuple(value.shape), size, places.index(place)))
    return found
