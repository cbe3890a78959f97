"""NumPy arrays as bytes and back: a type from a list, a checked shape, a layout, and the elements themselves.

Only exact `np.ndarray` and exact scalar types are arrays here; a subclass, an object array or a masked array is none.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from nbviva.wire.layout import Layout, describe, valid
from nbviva.wire.limits import Breach, Limits

# The code on the wire is the place in this list: a type that is not here has no code. bfloat16 exists in torch only.
NAMES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128", "bfloat16"),
)
ITEM_BYTES = (1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8, 8, 16, 2)
BOOL = NAMES.index("bool")
BFLOAT16 = NAMES.index("bfloat16")
DTYPES = tuple(np.dtype(name).newbyteorder("<") for name in NAMES if name != "bfloat16")
_CODES = {(dtype.kind, dtype.itemsize): code for code, dtype in enumerate(DTYPES)}
_NATIVE = tuple(dtype.newbyteorder("=") for dtype in DTYPES)
SMALL = 1 << 16  # bytes: up to here, another copy is quicker than a way around it
SCALARS = {dtype.type for dtype in DTYPES} | {np.longlong, np.ulonglong}

C, F, STRIDED = 0, 1, 2
WRITEABLE, LEAF, REQUIRES_GRAD, PARAMETER, GRAD = 1, 2, 4, 8, 16


def code_of(dtype: np.dtype[Any]) -> int | None:
    """The code of a numeric type, whatever its byte order; None for every other type."""
    return _CODES.get((dtype.kind, dtype.itemsize)) if dtype.fields is None and dtype.subdtype is None else None


def head(code: int, flags: int, shape: Sequence[int], layout: Layout | None, fortran: bool = False) -> bytes:
    """What stands before the elements: type, flags, number of axes, layout, shape, order and steps if strided."""
    form = STRIDED if layout else F if fortran else C
    parts = struct.pack(f"<4B{len(shape)}Q", code, flags, len(shape), form, *shape)
    if layout is None:
        return parts
    return parts + bytes(layout.order) + struct.pack(f"<{len(shape)}b", *layout.steps)


def weigh(code: int, shape: Sequence[int], limits: Limits) -> int:
    """Bytes of such an array as its reader sees it, an empty axis counted as one. Breach "too_big", "too_many"."""
    if len(shape) > limits.dimensions:
        raise Breach("too_many", f"{len(shape)} dimensions, at most {limits.dimensions}")
    size = ITEM_BYTES[code] * math.prod(max(n, 1) for n in shape)
    if size > limits.message_bytes:
        raise Breach("too_big", f"an array of {size:.3g} bytes, at most {limits.message_bytes}")
    return size


def check_layout(order: bytes, steps: bytes, *, negative: bool) -> Layout:
    """The layout in those bytes. Breach "bad_bytes" if it is none."""
    layout = Layout(tuple(order), struct.unpack(f"<{len(steps)}b", steps))
    if not valid(layout, len(order), negative=negative):
        raise Breach("bad_bytes", "layout")
    return layout


def pack(array: np.ndarray[Any, Any], code: int) -> tuple[bytes, bytes | memoryview]:
    """(head, elements in C order) of an array whose type has that code."""
    own = array.flags
    in_c, in_f = own.c_contiguous, own.f_contiguous
    flags = WRITEABLE if own.writeable else 0
    layout = None
    sent = array
    if not (in_c or in_f):
        layout = describe(array.shape, array.strides, array.itemsize)
        sent = array[tuple(slice(0, n) for n in layout.sent_shape(array.shape))]
    first = head(code, flags, array.shape, layout, fortran=not in_c)
    if sent.nbytes <= SMALL and array.dtype == DTYPES[code]:
        return first, sent.tobytes()
    return first, np.ascontiguousarray(sent, dtype=DTYPES[code]).reshape(-1).view(np.uint8).data


def same_bits(a: bytes | memoryview, b: bytes | memoryview) -> bool:
    """Whether two stretches of memory hold the same bytes (NumPy compares long ones far faster than memoryview does)."""
    if len(a) <= SMALL:
        return bytes(a) == bytes(b)
    return len(a) == len(b) and np.array_equal(np.frombuffer(a, np.uint8), np.frombuffer(b, np.uint8))


def unpack(
    code: int, flags: int, shape: tuple[int, ...], form: int, layout: Layout | None, data: memoryview
) -> np.ndarray[Any, Any]:
    """The array of those elements; everything has been checked, `data` has exactly the bytes that are needed."""
    dtype = DTYPES[code]
    sent_shape = layout.sent_shape(shape) if layout else shape
    # A byte that is neither 0 nor 1 would be a bool that is not equal to itself.
    flat = np.not_equal(np.frombuffer(data, np.uint8), 0) if code == BOOL else np.frombuffer(data, dtype)
    dense = flat.reshape(sent_shape)
    native = _NATIVE[code]
    if layout is None or 0 in shape:  # nothing to lie in any way, and no memory for it
        array = np.array(dense, native, order="F" if form == F else "C")
    else:
        total, strides, offset = layout.strides(shape)
        base = np.zeros(total, native)  # zeros, so that the gaps hold nothing that was freed
        item = native.itemsize
        place = (base.data, offset * item, tuple(n * item for n in strides))
        np.ndarray(sent_shape, native, *place)[...] = dense
        array = np.ndarray(shape, native, *place)
    if not flags & WRITEABLE:
        array.flags.writeable = False
    return array
