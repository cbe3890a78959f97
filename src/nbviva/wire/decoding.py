"""Bytes to values. The bytes may be a student's: every size is compared with the limits and with what is there before anything
is allocated, and the only exception that leaves this module for what it reads is Breach.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbviva.wire import arrays, tensors
from nbviva.wire import encoding as wire
from nbviva.wire.encoding import Shared, is_key
from nbviva.wire.handles import KINDS, NAME_CHARACTERS, Callback, Handle, clean
from nbviva.wire.layout import Layout
from nbviva.wire.ledger import Ledger
from nbviva.wire.limits import DEFAULT, Breach, Limits

Inward = Callable[[Handle | Callback], object]

_BYTE, _SHORT, _NUMBER, _HEAD = (struct.Struct(form) for form in ("<B", "<H", "<I", "<4B"))
_WHOLE, _REAL, _PAIR, _STAND_IN = (struct.Struct(form) for form in ("<q", "<d", "<2d", "<IBH"))
_SHAPES = tuple(struct.Struct(f"<{dimensions}Q") for dimensions in range(5))


@dataclass(frozen=True, slots=True)
class Decoded:
    """A value that arrived."""

    value: object
    shared: Shared  # its lists, tuples, dicts, arrays and tensors by number: `origins` of the reply
    origins: dict[int, object]  # number among what *we* had sent -> the thing as it came back


def _bad(detail: str) -> Breach:
    return Breach("bad_bytes", detail)


class Decoder(Ledger):
    """Reads one value from `data`."""

    def __init__(self, data: memoryview, limits: Limits, inward: Inward, sent: Sequence[object]) -> None:
        super().__init__(limits)
        self._data = data
        self._length = len(data)
        self._at = 0
        self._inward = inward
        self._sent = sent
        self.shared = Shared()
        self.origins: dict[int, object] = {}

    def left(self) -> int:
        """Bytes not yet read."""
        return self._length - self._at

    def take(self, size: int) -> memoryview:
        """The next `size` bytes. Breach "bad_bytes" if there are fewer."""
        at = self._at
        end = self._at = at + size
        if end > self._length:
            raise _bad("it ends too early")
        return self._data[at:end]

    def unpack(self, form: struct.Struct) -> tuple[Any, ...]:
        """The next numbers. Breach "bad_bytes" if there are fewer."""
        at = self._at
        end = self._at = at + form.size
        if end > self._length:
            raise _bad("it ends too early")
        return form.unpack_from(self._data, at)

    def read(self) -> object:
        """The next value."""
        at = self._at
        if at >= self._length:
            raise _bad("it ends too early")
        self._at = at + 1
        tag = self._data[at]
        reader = _READERS.get(tag)
        if reader is None:
            raise _bad("an unknown tag")
        if tag not in _SHARED:
            self.spend()
            return reader(self)
        (origin,) = self.unpack(_NUMBER)
        number = len(self.shared)
        mark = self.open()
        self.shared.append(None)
        thing = self.shared[number] = reader(self)
        self.close(mark)
        if origin != wire.NEW:
            if origin - 1 in self.origins:
                raise Breach("wrong_origin", "the same argument twice")
            self.origins[origin - 1] = thing
        return thing

    def _big(self) -> int:
        (size,) = self.unpack(_SHORT)
        if size * 8 > self.limits.int_bits + 8:
            raise Breach("too_big", f"an int of {size} bytes")
        return int.from_bytes(self.take(size), "little", signed=True)

    def _bytes(self) -> bytes:
        (size,) = self.unpack(_NUMBER)
        if size > self.limits.text_bytes:
            raise Breach("too_long", f"a text of {size} bytes, at most {self.limits.text_bytes}")
        self.spend(0, size)
        return bytes(self.take(size))

    def _str(self) -> str:
        try:
            return self._bytes().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as why:
            raise _bad("a text that is not UTF-8") from why

    def _scalar(self) -> object:
        (code,) = self.unpack(_BYTE)
        self._check(code, bfloat16=False)
        dtype = arrays.DTYPES[code]
        raw = self.take(dtype.itemsize)
        if dtype.kind == "b":
            return np.bool_(raw[0] != 0)
        return np.frombuffer(raw, dtype).astype(dtype.newbyteorder("="))[0]

    def _check(self, code: int, *, bfloat16: bool) -> None:
        if code >= len(arrays.NAMES) or (code == arrays.BFLOAT16 and not bfloat16):
            raise _bad("an unknown type of numbers")

    def _head(self, *, tensor: bool) -> tuple[int, int, tuple[int, ...], int, Layout | None]:
        code, flags, dimensions, form = self.unpack(_HEAD)
        self._check(code, bfloat16=tensor)
        if dimensions > self.limits.dimensions or form > arrays.STRIDED:
            raise _bad(f"{dimensions} dimensions in form {form}")
        shape = self.unpack(_SHAPES[dimensions] if dimensions < len(_SHAPES) else struct.Struct(f"<{dimensions}Q"))
        self.spend(self.limits.array_items, arrays.weigh(code, shape, self.limits))
        layout = None
        if form == arrays.STRIDED:
            order, steps = self.take(dimensions).tobytes(), self.take(dimensions).tobytes()
            layout = arrays.check_layout(order, steps, negative=not tensor)
        return code, flags, shape, form, layout

    def _elements(self, code: int, shape: tuple[int, ...], layout: Layout | None) -> memoryview:
        return self.take(arrays.ITEM_BYTES[code] * math.prod(layout.sent_shape(shape) if layout else shape))

    def _array(self) -> object:
        number, start = len(self.shared) - 1, self._at
        code, flags, shape, form, layout = self._head(tensor=False)
        data = self._elements(code, shape, layout)
        self.shared.raw[number] = self._data[start : self._at]
        return arrays.unpack(code, flags, shape, form, layout, data)

    def _tensor(self) -> object:
        number, start = len(self.shared) - 1, self._at
        (size,) = self.unpack(_BYTE)
        device = self.take(size).tobytes().decode("ascii", "replace")
        code, flags, shape, _, layout = self._head(tensor=True)
        tensors.check(code, flags, device, self.limits)
        data = memoryview(b"") if device == "meta" else self._elements(code, shape, layout)
        tensor = tensors.unpack(code, flags, shape, layout, device, data)
        self.shared.raw[number] = self._data[start : self._at]
        if flags & arrays.GRAD:
            tensors.attach(tensor, self.read())
        return tensor

    def _sequence(self) -> list[object]:
        self.spend()
        (count,) = self.unpack(_NUMBER)
        if count > self.left():  # an item has one byte at the least
            raise _bad("a list that says it is longer than the message")
        return [self.read() for _ in range(count)]

    def _dict(self) -> dict[object, object]:
        self.spend()
        (count,) = self.unpack(_NUMBER)
        if count > min(self.left(), self.limits.dict_keys):
            raise Breach("too_many", f"a dict of {count} keys")
        result: dict[object, object] = {}
        tuples = 0
        for _ in range(count):
            key = self.read()
            if not is_key(key):
                raise _bad("a key of a dict that is no text, number or short tuple")
            tuples += type(key) is tuple
            if tuples > self.limits.tuple_keys:
                raise Breach("too_many", f"a dict with more than {self.limits.tuple_keys} tuples for keys")
            if key in result:
                raise Breach("duplicate_key")
            result[key] = self.read()
        return result

    def _set(self) -> set[object]:
        self.spend()
        (count,) = self.unpack(_NUMBER)
        if count > min(self.left(), self.limits.dict_keys):
            raise Breach("too_many", f"a set of {count} members")
        result: set[object] = set()
        tuples = 0
        for _ in range(count):
            member = self.read()
            if not is_key(member):
                raise _bad("a member of a set that is no text, number or short tuple")
            tuples += type(member) is tuple
            if tuples > self.limits.tuple_keys:
                raise Breach("too_many", f"a set with more than {self.limits.tuple_keys} tuples")
            if member in result:
                raise Breach("duplicate_key")
            result.add(member)
        return result

    def _ref(self) -> object:
        (number,) = self.unpack(_NUMBER)
        self.again(number)
        return self.shared[number]

    def _same(self) -> object:
        (number,) = self.unpack(_NUMBER)
        thing: Any = self._sent[number] if number < len(self._sent) else None
        if type(thing) is not np.ndarray and not tensors.is_tensor(thing):
            raise Breach("wrong_origin", f"number {number} is no array that was sent")
        code = arrays.code_of(thing.dtype) if type(thing) is np.ndarray else tensors.code_of(thing)
        self.spend(self.limits.array_items - 1, arrays.weigh(code or 0, tuple(thing.shape), self.limits))
        return thing

    def _stand_in(self, make: Callable[[int, int, str], Handle | Callback]) -> object:
        self.spend(self.limits.array_items - 1)
        number, kind, size = self.unpack(_STAND_IN)
        if kind >= len(KINDS) or size > 4 * NAME_CHARACTERS:
            raise _bad("a handle of no known kind")
        return self._inward(make(number, kind, clean(self.take(size).tobytes().decode("utf-8", "replace"))))


_SHARED = frozenset((wire.ARRAY, wire.TENSOR, wire.LIST, wire.TUPLE, wire.DICT, wire.SET, wire.FROZENSET))
_READERS: dict[int, Callable[[Decoder], object]] = {
    wire.NONE: lambda d: None,
    wire.TRUE: lambda d: True,
    wire.FALSE: lambda d: False,
    wire.INT: lambda d: d.unpack(_WHOLE)[0],
    wire.BIG: Decoder._big,
    wire.FLOAT: lambda d: d.unpack(_REAL)[0],
    wire.COMPLEX: lambda d: complex(*d.unpack(_PAIR)),
    wire.STR: Decoder._str,
    wire.BYTES: Decoder._bytes,
    wire.SCALAR: Decoder._scalar,
    wire.ARRAY: Decoder._array,
    wire.TENSOR: Decoder._tensor,
    wire.LIST: Decoder._sequence,
    wire.TUPLE: lambda d: tuple(d._sequence()),
    wire.DICT: Decoder._dict,
    wire.SET: Decoder._set,
    wire.FROZENSET: lambda d: frozenset(d._set()),
    wire.REF: Decoder._ref,
    wire.SAME: Decoder._same,
    wire.HANDLE: lambda d: d._stand_in(lambda number, kind, name: Handle(number, KINDS[kind], name)),
    wire.CALLBACK: lambda d: d._stand_in(lambda number, kind, name: Callback(number, name)),
}


def decode(
    data: bytes | bytearray,
    limits: Limits = DEFAULT,
    inward: Inward = lambda thing: thing,
    sent: Sequence[object] = (),
) -> Decoded:
    """The value in `data`. Breach for anything odd.

    `inward` turns each Handle or Callback into what stands for it here; `sent` are the shared things of the message that this one
    answers, so that it can name those that are unchanged. `data` must not be written to while `shared` is in use.
    """
    if len(data) > limits.message_bytes:
        raise Breach("too_big", f"a message of {len(data)} bytes, at most {limits.message_bytes}")
    # Writeable memory, which is what frames deliver: torch warns about any other.
    decoder = Decoder(memoryview(data if isinstance(data, bytearray) else bytearray(data)), limits, inward, sent)
    if decoder.take(1)[0] != wire.VERSION:
        raise _bad("another version of this protocol")
    value = decoder.read()
    if decoder.left():
        raise _bad(f"{decoder.left()} bytes too many")
    return Decoded(value, decoder.shared, decoder.origins)
