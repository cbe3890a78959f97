"""What a call did besides returning a value: views of its arguments, a step of a global generator, autograd's switch.

Values cross the wire as copies, so a result that lay in an argument's memory would lose what it was. The student's
process describes it (`describe`), the examiner builds the same on its side (`rebuild`), and a check that asks
`np.shares_memory` gets the answer that it would get in a notebook. A lie here can only take points away from its author:
the values of a view are the argument's own, and are compared with what was returned before it is believed.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, NamedTuple

import numpy as np
import numpy.random  # loaded with this module, so before any fork: by itself NumPy would load it at the first call

from nbviva.wire.values import Breach

_MT19937_BYTES = 4 * (624 + 1)  # its words, and how many of them are used up
MOST = 64  # arguments and results that are looked at

# (place in the value: -1 the value itself, else the item; argument; offset in bytes; strides in bytes)
View = tuple[int, int, int, tuple[int, ...]]
TORCH_MOVED, SWITCHED = 1, 2  # torch's global generator took a step; recording by autograd is not as it was
Extras = tuple[bool, tuple[View, ...]] | tuple[bool, tuple[View, ...], int]


class Before(NamedTuple):
    """What a call could change besides its arguments, as it was before."""

    numpy_generator: bytes
    torch_generators: tuple[bytes, ...]  # the CPU's, and those of GPUs that are in use already
    recording: bool


def look() -> Before:
    """The state of the global generators, and whether autograd records. Nothing is asked of a torch that is not loaded."""
    torch = _torch()
    if torch is None:
        return Before(_numpy_generator(), (), True)
    states = [
        torch.default_generator.get_state(),
        *(torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else ()),
    ]
    return Before(_numpy_generator(), tuple(state.numpy().tobytes() for state in states), torch.is_grad_enabled())


def _numpy_generator() -> bytes:
    random: Any = np.random  # its stubs lack the name
    generator = random.get_bit_generator()
    if type(generator) is random.MT19937:  # as it is by default: looked at where it lies, twice in every call
        return ctypes.string_at(generator.ctypes.state_address, _MT19937_BYTES)
    return repr(generator.state).encode()


def recording() -> int:
    """Whether autograd records here, as a number: 1 where there is no torch, as at its start."""
    torch = _torch()
    return 1 if torch is None else int(torch.is_grad_enabled())


def record_as(there: int) -> None:
    """Let autograd record or not, as where the question was asked: inside a `no_grad` of the examiner's, or outside."""
    torch = _torch()
    if torch is not None and torch.is_grad_enabled() != bool(there):
        torch.set_grad_enabled(bool(there))


def _torch() -> Any:
    """torch, where it is loaded; None where the exercise is graded without it and an empty module stands in its place."""
    torch = sys.modules.get("torch")
    return torch if torch is not None and hasattr(torch, "get_rng_state") else None


def dense_values(value: object) -> list[tuple[int, Any]]:
    """The arrays and tensors that a value is or holds, with their places."""
    items: list[tuple[int, object]] = [(-1, value)]
    if type(value) is tuple or type(value) is list:  # `in` would ask a class of the student's whether it is one
        items = list(enumerate(value[:MOST]))
    return [(place, item) for place, item in items if type(item) is np.ndarray or _is_tensor(item)]


def _is_tensor(thing: object) -> bool:
    torch = _torch()
    kind = type(thing)
    if torch is None or not (kind is torch.Tensor or kind is torch.nn.Parameter):
        return False
    tensor: Any = thing
    return bool(tensor.layout is torch.strided and tensor.device.type != "meta")


def describe(value: object, arguments: list[object], before: Before) -> Extras:
    """The extras of one call, in the student's process."""
    views: list[View] = []
    mine = [(n, a) for n, a in enumerate(arguments[:MOST]) if _is_whole(a)]
    for place, found in dense_values(value):
        for number, argument in mine:
            if type(found) is np.ndarray and type(argument) is np.ndarray:
                view = _array_in(found, argument)
            elif type(found) is not np.ndarray and type(argument) is not np.ndarray:
                view = _tensor_in(found, argument)
            else:
                continue
            if view is not None:
                views.append((place, number, *view))
                break
    now = look()
    # A torch, or a GPU, that the call itself has woken was at its beginning, wherever that is.
    stepped = now.torch_generators[: len(before.torch_generators)] != before.torch_generators
    flags = TORCH_MOVED * stepped + SWITCHED * (now.recording != before.recording)
    moved = now.numpy_generator != before.numpy_generator
    return (moved, tuple(views), flags) if flags else (moved, tuple(views))


def _array_in(found: Any, argument: Any) -> tuple[int, tuple[int, ...]] | None:
    if found is argument or not found.size or not np.may_share_memory(found, argument):
        return None
    offset = found.__array_interface__["data"][0] - argument.__array_interface__["data"][0]
    inside = found.dtype == argument.dtype and 0 <= offset < argument.nbytes
    return (offset, found.strides) if inside else None


def _tensor_in(found: Any, argument: Any) -> tuple[int, tuple[int, ...]] | None:
    if found is argument or not found.numel() or (found.dtype, found.device) != (argument.dtype, argument.device):
        return None  # an address means something on its own device only
    offset, size = found.data_ptr() - argument.data_ptr(), found.element_size()
    if not 0 <= offset < argument.numel() * size:
        return None
    return offset, tuple(stride * size for stride in found.stride())


def read(extras: object) -> Extras:
    """The extras that arrived. Breach "bad_message" if they are none."""
    if type(extras) is tuple and len(extras) in (2, 3) and type(extras[0]) is bool and type(extras[1]) is tuple:
        views = extras[1]
        flags = extras[2] if len(extras) == 3 else 0
        if len(views) <= MOST and all(map(_is_view, views)) and type(flags) is int and 0 <= flags <= 3:
            return extras
    raise Breach("bad_message", "extras")


def _is_view(view: object) -> bool:
    if type(view) is not tuple or len(view) != 4:
        return False
    *numbers, strides = view
    small = all(type(number) is int and -1 <= number < 1 << 40 for number in numbers)
    return small and type(strides) is tuple and len(strides) <= 8 and all(type(n) is int for n in strides)


def rebuild(value: object, arguments: list[object], extras: Extras) -> object:
    """`value` with views of our arguments where it had views of theirs; in the examiner."""
    moved, views = extras[0], extras[1]
    flags = extras[2] if len(extras) == 3 else 0
    torch = _torch()
    if moved:
        np.random.random()  # the same side effect on this side's generator
    if torch is not None and flags & TORCH_MOVED:
        torch.rand(())
    if torch is not None and flags & SWITCHED:
        torch.set_grad_enabled(not torch.is_grad_enabled())
    items = list(value) if type(value) in (tuple, list) else [value]  # type: ignore[call-overload]
    for place, number, offset, strides in views:
        index = 0 if place == -1 and type(value) not in (tuple, list) else place
        if not 0 <= index < len(items) or not 0 <= number < len(arguments):
            continue
        view = _view(items[index], arguments[number], offset, strides)
        if view is not None:
            items[index] = view
    if type(value) is tuple:
        return tuple(items)
    if type(value) is list:
        value[:] = items
        return value
    return items[0]


def _view(returned: object, argument: object, offset: int, strides: tuple[int, ...]) -> object:
    if not _is_whole(argument):
        return None
    if type(returned) is np.ndarray and type(argument) is np.ndarray:
        return _array_view(returned, argument, offset, strides)
    if _is_tensor(returned) and _is_tensor(argument):
        return _tensor_view(returned, argument, offset, strides)
    return None


def _array_view(returned: Any, argument: Any, offset: int, strides: tuple[int, ...]) -> object:
    if returned.dtype != argument.dtype or len(strides) != returned.ndim or not argument.size:
        return None
    try:
        flat = argument.reshape(-1, order="A") if argument.flags.c_contiguous else argument.T.reshape(-1)
        view = np.ndarray(returned.shape, returned.dtype, flat.data, offset, strides)  # refuses what lies outside
    except (ValueError, TypeError):
        return None
    view.flags.writeable = argument.flags.writeable
    return view if np.array_equal(view, returned, equal_nan=returned.dtype.kind in "fc") else None


def _tensor_view(returned: Any, argument: Any, offset: int, strides: tuple[int, ...]) -> object:
    size = argument.element_size()
    if (returned.dtype, returned.device) != (argument.dtype, argument.device) or not argument.numel():
        return None
    if len(strides) != returned.dim():
        return None
    if offset % size or any(stride % size or stride < 0 for stride in strides):
        return None
    steps = [stride // size for stride in strides]
    start = offset // size
    reach = start + sum((n - 1) * step for n, step in zip(returned.shape, steps, strict=True))
    if not returned.numel() or reach >= argument.numel():
        return None
    first = argument.storage_offset() + start
    view = argument.detach().as_strided(tuple(returned.shape), steps, first)
    same = view.isnan() & returned.isnan() | (view == returned) if view.is_floating_point() else view == returned
    if not bool(same.all()) or returned.grad_fn is not None:
        return None
    return view.requires_grad_(returned.requires_grad)


def _is_whole(thing: object) -> bool:
    """An array or tensor that fills its own stretch of memory, whose places can be counted from its beginning."""
    if type(thing) is np.ndarray:
        return bool(thing.flags.c_contiguous or thing.flags.f_contiguous) and thing.ndim > 0
    if not _is_tensor(thing):
        return False
    tensor: Any = thing
    contiguous = tensor.is_contiguous() or (tensor.dim() == 2 and tensor.t().is_contiguous())
    return bool(contiguous) and tensor.dim() > 0
