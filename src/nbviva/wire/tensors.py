"""Dense torch tensors as bytes and back. torch is imported only by a tensor that arrives where they are allowed.

The elements travel as raw bytes; torch.load, DLPack and shared memory are never used.
"""

from __future__ import annotations

import math
import sys
import warnings
from typing import Any

from nbviva.wire.arrays import BOOL, GRAD, LEAF, NAMES, PARAMETER, REQUIRES_GRAD, head
from nbviva.wire.layout import Layout, describe
from nbviva.wire.limits import Breach, Limits

HERE = ("cpu", "meta")  # the devices that every process has
_MODULES = ("torch", "torch.nn.parameter")
FLOATING = frozenset(NAMES.index(name) for name in NAMES if name.startswith(("float", "complex", "bfloat")))


def is_tensor(thing: object) -> bool:
    """Whether it is exactly a dense Tensor or Parameter; asks torch nothing unless the type claims to be torch's own."""
    kind = type(thing)
    if kind.__module__ not in _MODULES or kind.__name__ not in ("Tensor", "Parameter"):
        return False
    torch: Any = sys.modules.get("torch")
    if torch is None or (kind is not torch.Tensor and kind is not torch.nn.Parameter):
        return False
    tensor: Any = thing
    dense = tensor.layout is torch.strided and not (tensor.is_quantized or tensor.is_nested)
    return dense and code_of(tensor) is not None


def code_of(tensor: Any) -> int | None:
    """The code of its type, None if it has none."""
    name = str(tensor.dtype).removeprefix("torch.")
    return NAMES.index(name) if name in NAMES else None


def grad_of(tensor: Any) -> Any:
    """Its `grad`, asked only where torch does not answer with a warning."""
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def pack(tensor: Any, code: int) -> tuple[bytes, memoryview]:
    """(device and head, elements in C order). Breach "unsendable" for one whose elements torch does not give out."""
    torch: Any = sys.modules["torch"]
    device = str(tensor.device)
    try:
        plain = tensor.detach().resolve_conj().resolve_neg()
        layout = None
        if not plain.is_contiguous():
            layout = describe(plain.shape, plain.stride(), 1)
            plain = plain[tuple(slice(0, n) for n in layout.sent_shape(plain.shape))]
        # Into memory of our own: numpy() leaves a tensor's memory unable to be resized, and this one is not ours.
        own = torch.empty(0 if device == "meta" else plain.numel(), dtype=plain.dtype)
        if device != "meta":
            own.view(plain.shape).copy_(plain)
        data = own.view(torch.uint8).numpy().data
    except RuntimeError as why:  # within torch.func a tensor is a symbol and has no bytes
        raise Breach("unsendable", "a tensor inside a torch.func transform") from why
    flags = LEAF * tensor.is_leaf + REQUIRES_GRAD * tensor.requires_grad
    flags += PARAMETER * (type(tensor) is torch.nn.Parameter) + GRAD * (grad_of(tensor) is not None)
    return bytes([len(device)]) + device.encode("ascii") + head(code, flags, tuple(tensor.shape), layout), data


def check_device(tensor: Any, limits: Limits) -> None:
    """Breach "no_device" if it lies where a tensor of this conversation may not: said before anything is sent."""
    if str(tensor.device) not in limits.devices:
        raise Breach("no_device", str(tensor.device)[:20])


def check(code: int, flags: int, device: str, limits: Limits) -> None:
    """Breach "no_torch", "no_device" or "bad_bytes" unless such a tensor may be built here."""
    if not limits.tensors:
        raise Breach("no_torch")
    if device not in limits.devices:
        raise Breach("no_device", device[:20])
    leaf, requires_grad = flags & LEAF, flags & REQUIRES_GRAD
    if (requires_grad and code not in FLOATING) or (flags & PARAMETER and not leaf) or not (leaf or requires_grad):
        raise Breach("bad_bytes", "flags of a tensor")


def unpack(code: int, flags: int, shape: tuple[int, ...], layout: Layout | None, device: str, data: memoryview) -> Any:
    """The tensor of those elements, without its grad; everything has been checked, `data` has just the bytes needed.

    Breach "no_device" where this process has no such device, or no room on it, whatever the limits allow.
    """
    try:
        import torch
    except ImportError as why:
        raise Breach("no_torch") from why
    try:
        return _built(torch, code, flags, shape, layout, device, data)
    except (
        RuntimeError,
        AssertionError,
    ) as why:  # a torch without CUDA asserts, a driver that is missing or full raises
        if device in HERE:
            raise
        raise Breach("no_device", device[:20]) from why


def _built(
    torch: Any, code: int, flags: int, shape: tuple[int, ...], layout: Layout | None, device: str, data: memoryview
) -> Any:
    dtype = getattr(torch, NAMES[code])
    sent_shape = layout.sent_shape(shape) if layout else shape
    if device == "meta":
        dense = torch.empty(sent_shape, dtype=dtype, device=device)  # a shape without memory
    else:
        flat = torch.empty(math.prod(sent_shape), dtype=dtype)
        if len(data):
            raw = torch.frombuffer(data, dtype=torch.uint8)
            flat.view(torch.uint8).copy_(raw != 0 if code == BOOL else raw)
        dense = flat.reshape(sent_shape).to(device)
    base, place = dense, None
    if layout is not None and 0 not in shape:
        total, strides, offset = layout.strides(shape)
        base = torch.zeros(total, dtype=dtype, device=device)
        base.as_strided(sent_shape, strides, offset).copy_(dense)
        place = (strides, offset)
    if flags & REQUIRES_GRAD and not flags & LEAF:
        base = base.requires_grad_().clone()  # any graph will do: it only has to be no leaf
    tensor = base if place is None else base.as_strided(shape, *place)
    if flags & PARAMETER:
        return torch.nn.Parameter(tensor, requires_grad=bool(flags & REQUIRES_GRAD))
    return tensor.requires_grad_() if flags & REQUIRES_GRAD and flags & LEAF else tensor


def attach(tensor: Any, grad: Any) -> None:
    """Give `tensor` its `grad`. Breach "bad_bytes" if torch does not accept it as such."""
    torch = sys.modules["torch"]
    if type(grad) is not torch.Tensor or grad.shape != tensor.shape:
        raise Breach("bad_bytes", "grad of a tensor")
    try:
        if not tensor.is_leaf:
            tensor.retain_grad()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tensor.grad = grad
    except (RuntimeError, TypeError) as why:
        raise Breach("bad_bytes", "grad of a tensor") from why
