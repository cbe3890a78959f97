"""Calls a student's function with what no wire can carry: a device, a dtype, a generator. Reports what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from byhand.devices import full_precision


def converted(
    to_tensors: Callable[..., Any], x: NDArray[Any], y: NDArray[Any], device: str, dtype: str
) -> dict[str, object]:
    """{"value": what to_tensors gave for NumPy arrays, "shared": names of the arrays whose memory the tensors use}."""
    value = to_tensors(x, y, torch.device(device), getattr(torch, dtype))
    found = value if isinstance(value, (tuple, list)) else (value,)
    shared = [name for name, array in (("x", x), ("y", y)) if any(_lives_in(part, array) for part in found)]
    return {"value": value, "shared": shared}


def _lives_in(part: object, array: NDArray[Any]) -> bool:
    if not isinstance(part, Tensor) or part.device.type != "cpu":
        return False
    return bool(np.shares_memory(part.detach().numpy(), array))


def drawn(init_weights: Callable[..., Any], sizes: list[int], device: str, dtype: str, seed: int) -> dict[str, object]:
    """{"value": what init_weights gave for a generator of that seed, "moved": whether it drew from this generator,
    "moved_global": whether it drew from torch's global one, or set its seed}."""
    generator = torch.Generator().manual_seed(seed)
    before, global_before = generator.get_state(), torch.get_rng_state()
    try:
        value = init_weights(*sizes, device=torch.device(device), dtype=getattr(torch, dtype), generator=generator)
        moved = not torch.equal(before, generator.get_state())
        moved_global = not torch.equal(global_before, torch.get_rng_state())
    finally:
        torch.set_rng_state(global_before)
    return {"value": value, "moved": moved, "moved_global": moved_global}


def on_gpu(function: Callable[..., Any], *tensors: Tensor) -> dict[str, object] | None:
    """{"value": the results, moved back to the CPU, "devices": where each of them was} of a call with the tensors on a
    GPU, TF32 off; None where there is no GPU."""
    if not torch.cuda.is_available():
        return None
    with full_precision():
        value = function(*(tensor.to("cuda") for tensor in tensors))
    parts = list(value) if isinstance(value, (tuple, list)) else [value]
    devices = [part.device.type if isinstance(part, Tensor) else "" for part in parts]
    return {"value": [p.detach().cpu() if isinstance(p, Tensor) else p for p in parts], "devices": devices}
