"""Keeps a diary of what a function asks of torch: each call by name, whether autograd recorded, what it was given and made.

It only writes down. What the entries mean is judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

Entry = tuple[str, bool, bool, bool]
"""(name, recording, given, made): was autograd recording before the call, did an argument, did the result require a gradient.

An attribute that is read or written has the name `grad.read` or `grad.write`; of a computed tensor, which is no leaf,
`grad.read_of_computed`; a walk that begins at a tensor without a `grad_fn` is `backward.from_leaf`.
"""
_VERBS = {"__get__": "read", "__set__": "write", "__delete__": "delete"}
_MOST = 400  # entries: a loop that never ends must not fill the memory


class _Diary(TorchFunctionMode):
    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> Any:
        recording, given = torch.is_grad_enabled(), any(map(_wants, (*args, *(kwargs or {}).values())))
        entry = len(self.entries)
        if entry < _MOST:
            self.entries.append((_name(func, args), recording, given, False))
        result = func(*args, **(kwargs or {}))
        if entry < _MOST:
            self.entries[entry] = (*self.entries[entry][:3], _wants(result))
        return result


def _wants(thing: object) -> bool:
    return isinstance(thing, torch.Tensor) and bool(thing.requires_grad)


def _name(func: Callable[..., Any], args: tuple[object, ...]) -> str:
    name = str(getattr(func, "__name__", ""))
    if name in _VERBS:
        name = f"{getattr(getattr(func, '__self__', None), '__name__', '')}.{_VERBS[name]}"
    of = args[0] if args else None
    if name == "grad.read" and not getattr(of, "is_leaf", True):
        return "grad.read_of_computed"
    if name == "backward" and isinstance(of, torch.Tensor) and of.grad_fn is None:
        return "backward.from_leaf"
    return name


def kept(function: Callable[..., Any], *arguments: object) -> tuple[Any, list[Entry], Exception | None]:
    """(value, entries, error) of one call; where the call raises, there is an error and no value."""
    diary = _Diary()
    value, error = None, None
    with diary:
        try:
            value = function(*arguments)
        except Exception as fault:
            error = fault
    return value, diary.entries, error


def watched(function: Callable[..., Any], *arguments: object) -> tuple[list[Entry], str]:
    """The diary of one call without its value: (entries, error), the error as `Type: text`, or empty."""
    _, entries, error = kept(function, *arguments)
    return entries, "" if error is None else f"{type(error).__name__}: {error}"


def names_in(function: Callable[..., Any]) -> list[str]:
    """Every attribute and global name that stands in the function's code; empty for what has no code of its own."""
    code = getattr(function, "__code__", None)
    return [] if code is None else list(code.co_names)
