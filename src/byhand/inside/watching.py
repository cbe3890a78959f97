"""Runs a student's function under torch's own eyes: what was recorded, where a backward pass began, how many nodes live.

It only observes and reports; what the observations mean is decided where the checks are.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from torch import Tensor, is_grad_enabled
from torch.overrides import TorchFunctionMode


class _Token:
    """Lives as long as the graph node that carries it."""


class Watch(TorchFunctionMode):
    """While it is entered, every call of torch's is noted here and then made as ever."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []
        """In their order: "recorded" and "unrecorded" operations, "silent" ones under no_grad, "backward" or "backward from
        nowhere", "reaches 2" (leaves that a walk back can reach), "retained", "read grad of leaf", "read grad of computed",
        "set data", "read data"."""
        self.alive: list[int] = []
        """After each operation, how many of the graph's nodes that it has seen are still in memory."""
        self.made: list[Any] = []
        """Results of operations that are new tensors. Cleared by whoever enters the watch, since it keeps them alive."""
        self.keep_results = False
        self.before_backward: Callable[[Any], None] | None = None
        """Called with the tensor at which a backward pass is about to begin."""
        self._tokens: weakref.WeakSet[_Token] = weakref.WeakSet()

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(func, "__name__", "")
        if name in ("__get__", "__set__") and hasattr(func, "__self__"):
            name = f"{name} {getattr(func.__self__, '__name__', '')}"
        self._before(name, args, kwargs or {})
        result = func(*args, **(kwargs or {}))
        self._after(name, args, result)
        return result

    def _before(self, name: str, args: Any, kwargs: dict[str, Any]) -> None:
        if name not in ("backward", "grad") or not (args or kwargs):
            return
        roots = args[0] if args else next(iter(kwargs.values()))
        root = roots[0] if isinstance(roots, (list, tuple)) and roots else roots
        if not isinstance(root, Tensor):
            return
        self.events.append("backward from nowhere" if root.grad_fn is None else "backward")
        self.events.append(f"reaches {_leaves_behind(root.grad_fn)}")
        if kwargs.get("retain_graph"):
            self.events.append("retained")
        if self.before_backward is not None and root.grad_fn is not None:
            self.before_backward(root)

    def _after(self, name: str, args: Any, result: Any) -> None:
        if name == "__get__ grad":
            of_leaf = args[0].is_leaf
            self.events.append(f"read grad of {'leaf' if of_leaf else 'computed'}")
        elif name.endswith(" data"):
            self.events.append(("set" if "set" in name else "read") + " data")
        elif isinstance(result, Tensor) and not name.startswith("__"):
            if result.grad_fn is not None:
                self.events.append("recorded")
                self._mark(result.grad_fn)
            else:
                self.events.append("unrecorded" if is_grad_enabled() else "silent")
            if self.keep_results and not any(result is argument for argument in args):
                self.made.append(result)
            self.alive.append(len(self._tokens))

    def _mark(self, node: Any) -> None:
        """Hang a token on a node that has none yet; torch keeps a node's metadata exactly as long as the node."""
        if "byhand" not in node.metadata:
            token = _Token()
            node.metadata["byhand"] = token
            self._tokens.add(token)


def _leaves_behind(node: Any) -> int:
    """How many leaves a walk back from `node` reaches."""
    waiting: list[Any] = [node]
    seen: list[Any] = []
    leaves = 0
    while waiting:
        one = waiting.pop()
        if one is None or any(one is other for other in seen):
            continue
        seen.append(one)
        leaves += hasattr(one, "variable")
        waiting += [following for following, _ in one.next_functions]
    return leaves


def asked(function: Callable[..., object], *question: Any) -> object:
    """What the function returns for a question. A question that ends in "events" is told what happened on the way; one
    that ends in "alive", how many nodes of the graph were in memory after each operation."""
    how = question[-1] if question and question[-1] in ("events", "alive") else ""
    if how == "events":
        return events(function, *question[:-1])
    if how == "alive":
        return alive(function, *question[:-1])
    return function(*question)


def alive(function: Callable[..., object], *arguments: object) -> list[int]:
    """How many nodes of the graph were in memory after each operation. What the function raises passes through."""
    watch = Watch()
    with watch:
        function(*arguments)
    return watch.alive


def events(function: Callable[..., object], *arguments: object) -> list[str]:
    """What happened in a call, in order (see `Watch.events`), also where the function raised."""
    watch = Watch()
    with watch:
        try:
            function(*arguments)
        except Exception as fault:
            watch.events.append(f"raised {type(fault).__name__}")
    return watch.events
