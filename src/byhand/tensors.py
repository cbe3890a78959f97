"""Tensors beside arrays: the same questions (a copy, unchanged?, the numbers) asked of either, without importing torch.

A tensor can only be here if somebody has loaded torch; where nobody has, nothing is one.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray


def torch_if_loaded() -> Any:
    """The module torch, or None where it is not loaded (or an empty module stands in its place)."""
    torch = sys.modules.get("torch")
    return torch if torch is not None and hasattr(torch, "Tensor") else None


def is_tensor(thing: object) -> bool:
    """Whether it is a torch tensor (a Parameter among them)."""
    torch = torch_if_loaded()
    return torch is not None and isinstance(thing, torch.Tensor)


def copied(tensor: Any, device: str | None = None) -> Any:
    """A leaf of its own with the same numbers, strides, dtype, requires_grad and grad, on the same device or on another;
    a Parameter stays one."""
    torch = torch_if_loaded()
    plain = tensor.detach()
    own = torch.empty_strided(plain.shape, plain.stride(), dtype=plain.dtype, device=device or plain.device)
    if "meta" not in (plain.device.type, own.device.type):
        # Entries that an expanded tensor shows many times stand in memory once, and are written once.
        once = tuple(slice(0, 1) if step == 0 else slice(None) for step in plain.stride())
        own[once].copy_(plain[once])
    if type(tensor) is torch.nn.Parameter:
        own = torch.nn.Parameter(own, requires_grad=tensor.requires_grad)
    elif tensor.requires_grad:
        own.requires_grad_()
    if tensor.is_leaf and tensor.grad is not None:
        own.grad = copied(tensor.grad, device)
    return own


def unchanged(before: Any, after: Any) -> bool:
    """Whether `after` is a tensor like `before`: shape, dtype, device, numbers, requires_grad, and its grad as well."""
    if not is_tensor(after) or after.requires_grad != before.requires_grad or after.is_leaf != before.is_leaf:
        return False
    if (after.shape, after.dtype, after.device) != (before.shape, before.dtype, before.device):
        return False
    if before.device.type != "meta":
        same = before.detach() == after.detach()
        if before.dtype.is_floating_point:
            same = same | (before.detach().isnan() & after.detach().isnan())
        if not bool(same.all()):
            return False
    if not before.is_leaf:
        return True
    old, new = before.grad, after.grad
    return new is None if old is None else unchanged(old, new)


def share_memory(one: object, other: object) -> bool:
    """Whether two arrays, or two tensors, live in the same memory."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return bool(np.shares_memory(one, other))
    if not is_tensor(one) or not is_tensor(other) or one.device != other.device:  # type: ignore[attr-defined]
        return False  # an address means something on its own device only
    first, second = _span(one), _span(other)
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _span(tensor: Any) -> tuple[int, int] | None:
    """The addresses from its first element to behind its last; None for a tensor without memory."""
    if tensor.device.type == "meta" or not tensor.numel():
        return None
    last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    begin = int(tensor.data_ptr())
    return begin, begin + (last + 1) * int(tensor.element_size())


def numbers(value: object) -> NDArray[Any]:
    """The numbers of an array, a tensor or a number, as a NumPy array of the same dtype (bfloat16 as float32)."""
    if not is_tensor(value):
        return np.asarray(value)
    tensor: Any = value
    torch = torch_if_loaded()
    plain = tensor.detach().cpu()
    return np.asarray((plain.float() if plain.dtype is torch.bfloat16 else plain).numpy())


def generator_states() -> dict[str, bytes]:
    """The states of torch's global generators by device: the CPU's, and those of GPUs that are in use already."""
    torch = torch_if_loaded()
    if torch is None:
        return {}
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_initialized():
        states |= {f"cuda:{number}": state for number, state in enumerate(torch.cuda.get_rng_state_all())}
    return {name: bytes(state.numpy().tobytes()) for name, state in states.items()}


def recording() -> bool:
    """Whether autograd records here; True where torch is not loaded, as at its start."""
    torch = torch_if_loaded()
    return True if torch is None else bool(torch.is_grad_enabled())


def record(on: bool) -> None:
    """Switch autograd's recording, where there is any."""
    torch = torch_if_loaded()
    if torch is not None:
        torch.set_grad_enabled(on)
