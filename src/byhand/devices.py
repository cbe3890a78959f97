"""Which device torch computes on: `device()` chooses one, BYHAND_DEVICE overrides, and checks ask where it says.

A grade must not depend on which machine somebody happens to sit at. So checks hand over tensors of the CPU, GPU or not,
until BYHAND_DEVICE names another device in so many words.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from byhand import tensors

if TYPE_CHECKING:
    import torch

VARIABLE = "BYHAND_DEVICE"
_at_home: list[bool] = []  # how many blocks of `at_home` are under way


def device() -> torch.device:
    """The device to compute on: what BYHAND_DEVICE names, else CUDA where there is one that works, else the CPU.

    Always with its number where there may be several: `cuda:0`. Raises ValueError where BYHAND_DEVICE names none that
    works here, ImportError where torch is missing.
    """
    import torch

    named = _named()
    if not named:
        return torch.device("cpu" if _fault("cuda") else _whole("cuda"))
    fault = _fault(named)
    if fault:
        raise ValueError(
            f"{VARIABLE}: expected a device on which torch can compute here ({_listed()}), found {named!r}: {fault} "
            f"Set {VARIABLE} to one of these, or unset it and CUDA is used where it works."
        )
    return torch.device(_whole(named))


def asked_on() -> str:
    """The device on which checks hand over their tensors: the CPU, unless BYHAND_DEVICE names another. Raises as `device`."""
    return str(device()) if _named() and not _at_home else "cpu"


@contextmanager
def at_home() -> Iterator[None]:
    """While the block runs, checks hand over tensors of the CPU, whatever BYHAND_DEVICE says."""
    _at_home.append(True)
    try:
        yield
    finally:
        _at_home.pop()


def placed(value: Any) -> Any:
    """`value` with every tensor of the CPU in it (in lists, tuples, dicts) on the device where checks ask.

    Layout, dtype, requires_grad and grad stay; tensors on other devices, such as meta, stay where they are.
    """
    if tensors.is_tensor(value):
        there = asked_on() if value.device.type == "cpu" else "cpu"
        return value if there == "cpu" else tensors.copied(value, there)
    if type(value) in (list, tuple):
        return type(value)(placed(item) for item in value)
    if type(value) is dict:
        return {key: placed(item) for key, item in value.items()}
    return value


def home(value: Any) -> Any:
    """`value` with every tensor in it that has numbers on the CPU and without a graph; what is there stays as it is."""
    if tensors.is_tensor(value):
        return value if value.device.type in ("cpu", "meta") else value.detach().cpu()
    if type(value) in (list, tuple):
        return type(value)(home(item) for item in value)
    if type(value) is dict:
        return {key: home(item) for key, item in value.items()}
    return value


@contextmanager
def full_precision() -> Iterator[None]:
    """While the block runs, float32 products on a GPU are made with float32's own 24 bits, never with TF32's 11.

    The bounds of the checks (byhand.compare) count on it; what it costs them otherwise stands in docs/gpu.md.
    """
    torch = tensors.torch_if_loaded()
    products: Any = None if torch is None else torch.backends.cuda.matmul
    # torch refuses to be asked in its older words what it was told in its newer ones; only the newer are always true.
    name, full = ("fp32_precision", "ieee") if _newer_words(products) else ("allow_tf32", False)
    before = None if products is None else getattr(products, name)
    if before in (True, "tf32"):
        setattr(products, name, full)
    try:
        yield
    finally:
        if products is not None and getattr(products, name) != before:
            setattr(products, name, before)


def _newer_words(products: Any) -> bool:
    try:
        return isinstance(products.fp32_precision, str)
    except AttributeError:  # torch before 2.9, or none
        return False


def _named() -> str:
    return os.environ.get(VARIABLE, "").strip().lower()


def _whole(name: str) -> str:
    """The name with its number, as torch says it: cuda -> cuda:0."""
    import torch

    return str(torch.empty(0, device=name).device)


@cache
def _fault(name: str) -> str:
    """Why torch cannot compute on the device of that name here, in a sentence; empty where it can."""
    import torch

    if name.partition(":")[0] == "cuda" and not torch.cuda.is_available():
        return "torch finds no CUDA device (torch.cuda.is_available() is False)."
    try:
        there = torch.ones(2, 2, dtype=torch.float64, device=name)
        four = there.mm(there).sum().item()
    except Exception as problem:  # torch answers with errors of many kinds, a driver with more
        return (" ".join(str(problem).split("\n")[0].split()) or type(problem).__name__).rstrip(".")[:200] + "."
    return "" if four == 8 else f"the sum of a product that is 8 came out as {four}."


def _listed() -> str:
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return ", ".join(("cpu", *(f"cuda:{number}" for number in range(count))))
