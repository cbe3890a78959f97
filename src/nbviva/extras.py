"""What a call did besides returning a value: views of its arguments, and a step of NumPy's global generator.

Values cross the wire as copies, so a result that lay in an argument's memory would lose what it was. The student's
process describes it (`describe`), the examiner builds the same on its side (`rebuild`), and a check that asks
`np.shares_memory` gets the answer that it would get in a notebook. A lie here can only take points away from its author:
the values of a view are the argument's own, and are compared with what was returned before it is believed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.random  # loaded with this module, so before any fork: by itself NumPy would load it at the first call

from nbviva.wire.values import Breach

MOST = 64  # arguments and results that are looked at

# (place in the value: -1 the value itself, else the item; argument; offset in bytes; strides in bytes)
View = tuple[int, int, int, tuple[int, ...]]
Extras = tuple[bool, tuple[View, ...]]


def generator_state() -> bytes | None:
    """The state of NumPy's global generator."""
    state = np.random.get_state(legacy=False)["state"]
    return bytes(state["key"].tobytes()) + int(state["pos"]).to_bytes(4, "little")


def arrays_of(value: object) -> list[tuple[int, np.ndarray[Any, Any]]]:
    """The arrays that a value is or holds, with their places."""
    items: list[tuple[int, object]] = [(-1, value)]
    if type(value) is tuple or type(value) is list:  # `in` would ask a class of the student's whether it is one
        items = list(enumerate(value[:MOST]))
    return [(place, item) for place, item in items if type(item) is np.ndarray]


def describe(value: object, arguments: list[object], before: bytes | None) -> Extras:
    """The extras of one call, in the student's process."""
    views: list[View] = []
    mine = [(n, a) for n, a in enumerate(arguments[:MOST]) if type(a) is np.ndarray and _is_dense(a)]
    for place, array in arrays_of(value):
        for number, argument in mine:
            if array is not argument and array.size and np.may_share_memory(array, argument):
                offset = array.__array_interface__["data"][0] - argument.__array_interface__["data"][0]
                if array.dtype == argument.dtype and 0 <= offset < argument.nbytes:
                    views.append((place, number, offset, array.strides))
                    break
    return before != generator_state(), tuple(views)


def read(extras: object) -> Extras:
    """The extras that arrived. Breach "bad_message" if they are none."""
    if type(extras) is tuple and len(extras) == 2 and type(extras[0]) is bool and type(extras[1]) is tuple:
        views = extras[1]
        if len(views) <= MOST and all(map(_is_view, views)):
            return extras[0], views
    raise Breach("bad_message", "extras")


def _is_view(view: object) -> bool:
    if type(view) is not tuple or len(view) != 4:
        return False
    *numbers, strides = view
    small = all(type(number) is int and -1 <= number < 1 << 40 for number in numbers)
    return small and type(strides) is tuple and len(strides) <= 8 and all(type(n) is int for n in strides)


def rebuild(value: object, arguments: list[object], extras: Extras) -> object:
    """`value` with views of our arguments where it had views of theirs; in the examiner."""
    moved, views = extras
    if moved:
        np.random.random()  # the same side effect on this side's generator
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
    if type(returned) is not np.ndarray or type(argument) is not np.ndarray or not _is_dense(argument):
        return None
    if returned.dtype != argument.dtype or len(strides) != returned.ndim or not argument.size:
        return None
    try:
        flat = argument.reshape(-1, order="A") if argument.flags.c_contiguous else argument.T.reshape(-1)
        view = np.ndarray(returned.shape, returned.dtype, flat.data, offset, strides)  # refuses what lies outside
    except (ValueError, TypeError):
        return None
    view.flags.writeable = argument.flags.writeable
    return view if np.array_equal(view, returned, equal_nan=returned.dtype.kind in "fc") else None


def _is_dense(array: np.ndarray[Any, Any]) -> bool:
    return bool(array.flags.c_contiguous or array.flags.f_contiguous) and array.ndim > 0
