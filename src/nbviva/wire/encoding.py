"""Values to bytes. It may run in a student's process, so the decoder believes nothing of what is written here.

One tag, then what the tag needs. Kinds are told by `type(x) is`; whatever is not of a listed kind goes to `outward`,
which answers with a Handle or Callback to be written in its place. Never pickle, never `__reduce__`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbviva.wire import arrays, tensors
from nbviva.wire.handles import KINDS, Callback, Handle
from nbviva.wire.ledger import Ledger, Mark
from nbviva.wire.limits import DEFAULT, Breach, Limits

Outward = Callable[[object], Handle | Callback]

# The tags. A shared thing (list, tuple, dict, set, array, tensor) is numbered in the order of beginnings; REF mentions it again.
# SAME stands for an array or tensor that the other side has sent and that nobody has changed since.
NONE, TRUE, FALSE, INT, BIG, FLOAT, COMPLEX, STR, BYTES = b"NTFiIfcsb"
SCALAR, ARRAY, TENSOR, LIST, TUPLE, DICT, REF, HANDLE, CALLBACK, SAME, SET, FROZENSET = b"gatludrhk=ez"
VERSION = 1
_TAGGED, _COUNT = struct.Struct("<BI").pack, struct.Struct("<I").pack
_WHOLE, _REAL = struct.Struct("<Bq").pack, struct.Struct("<Bd").pack
_BEGINNING = struct.pack("<B", VERSION)
NEW = 0  # origin of a shared thing that did not come from the other side; others carry their number there plus one


def no_handles(thing: object) -> Handle | Callback:
    """The `outward` of a place where no handles are given out: Breach "unsendable"."""
    raise Breach("unsendable", "an object of a kind that does not cross")


class Shared(list[object]):
    """Shared things that arrived, by number; `raw` has the bytes of the arrays and tensors among them that are as they came."""

    def __init__(self) -> None:
        super().__init__()
        self.raw: dict[int, memoryview] = {}


class Encoder(Ledger):
    """Writes one value; afterwards `shared` has every list, tuple, dict, array and tensor in it, by number."""

    def __init__(self, limits: Limits, outward: Outward, origins: Sequence[object]) -> None:
        super().__init__(limits)
        self.parts: list[bytes | memoryview] = [_BEGINNING]
        self.shared: list[object] = []
        self._outward = outward
        self._numbers: dict[int, int] = {}
        self._raw = origins.raw if isinstance(origins, Shared) else {}
        self._origins = {id(thing): number + 1 for number, thing in enumerate(origins)}

    def write(self, x: object) -> None:
        """Append `x`. Breach with a code of `limits.SENTENCES`."""
        kind = type(x)
        writer = _WRITERS.get(kind)
        if writer is not None:
            writer(self, x)
        elif kind is np.ndarray and arrays.code_of(x.dtype) is not None:  # type: ignore[attr-defined]
            self._numbers_of(x, ARRAY)
        elif kind in arrays.SCALARS:
            self.spend()
            code = arrays.code_of(x.dtype)  # type: ignore[attr-defined]
            self.parts.append(struct.pack("<2B", SCALAR, code) + np.asarray(x, arrays.DTYPES[code or 0]).tobytes())
        elif tensors.is_tensor(x):
            self._numbers_of(x, TENSOR)
        else:
            self._stand_in(x if isinstance(x, Handle | Callback) else self._outward(x))

    def _plain(self, data: bytes) -> None:
        self.spend()
        self.parts.append(data)

    def _int(self, x: int) -> None:
        if -(1 << 63) <= x < 1 << 63:
            return self._plain(_WHOLE(INT, x))
        if x.bit_length() > self.limits.int_bits:
            raise Breach("too_big", f"an int of {x.bit_length()} bits, at most {self.limits.int_bits}")
        data = x.to_bytes(x.bit_length() // 8 + 1, "little", signed=True)
        return self._plain(struct.pack("<BH", BIG, len(data)) + data)

    def _text(self, tag: int, data: bytes) -> None:
        if len(data) > self.limits.text_bytes:
            raise Breach("too_long", f"a text of {len(data)} bytes, at most {self.limits.text_bytes}")
        self.spend(1, len(data))
        self.parts.append(_TAGGED(tag, len(data)) + data)

    def _str(self, x: str) -> None:
        # A character has at least one byte: a text that is too long is refused before it is turned into bytes.
        if len(x) > self.limits.text_bytes:
            raise Breach("too_long", f"a text of {len(x)} characters")
        self._text(STR, x.encode("utf-8", "surrogatepass"))

    def _begin(self, x: object, tag: int) -> Mark | None:
        """Number a shared thing and write its tag; None if it was written before, and has been mentioned again."""
        number = self._numbers.get(id(x))
        if number is not None:
            self.spend()
            self.again(number)
            self.parts.append(_TAGGED(REF, number))
            return None
        mark = self.open()
        self._numbers[id(x)] = len(self.shared)
        self.shared.append(x)  # keeps it alive, or another object could take over its id
        self.parts.append(_TAGGED(tag, self._origins.get(id(x), NEW)))
        return mark

    def _numbers_of(self, x: Any, tag: int) -> None:
        if id(x) in self._numbers:
            self._begin(x, tag)
            return
        if tag == TENSOR:
            tensors.check_device(x, self.limits)
        code = arrays.code_of(x.dtype) if tag == ARRAY else tensors.code_of(x)
        assert code is not None
        size = arrays.weigh(code, tuple(x.shape), self.limits)
        head, data = arrays.pack(x, code) if tag == ARRAY else tensors.pack(x, code)
        grad = tensors.grad_of(x) if tag == TENSOR else None
        number = self._origins.get(id(x), NEW) - 1
        raw = self._raw.pop(number, None)
        if raw is not None and grad is None and raw[: len(head)] == head and arrays.same_bits(raw[len(head) :], data):
            self._raw[number] = raw  # once it has gone over changed, being as it was at first is a change too
            self.spend(self.limits.array_items, size)
            self.parts.append(_TAGGED(SAME, number))
        elif (mark := self._begin(x, tag)) is not None:
            self.spend(self.limits.array_items, size)
            self.parts += (head, data)
            if grad is not None:
                self.write(grad)
            self.close(mark)

    def _sequence(self, x: list[object] | tuple[object, ...]) -> None:
        if (mark := self._begin(x, LIST if type(x) is list else TUPLE)) is not None:
            self.spend()
            self.parts.append(_COUNT(len(x)))
            for item in x:
                self.write(item)
            self.close(mark)

    def _dict(self, x: dict[object, object]) -> None:
        if not all(map(is_key, x)):
            self._stand_in(self._outward(x))
        elif (mark := self._begin(x, DICT)) is not None:
            self.spend()
            if len(x) > self.limits.dict_keys:
                raise Breach("too_many", f"a dict of {len(x)} keys, at most {self.limits.dict_keys}")
            self.parts.append(_COUNT(len(x)))
            for key, value in x.items():
                self.write(key)
                self.write(value)
            self.close(mark)

    def _set(self, x: set[object] | frozenset[object]) -> None:
        if not all(map(is_key, x)):
            self._stand_in(self._outward(x))
        elif (mark := self._begin(x, SET if type(x) is set else FROZENSET)) is not None:
            self.spend()
            if len(x) > self.limits.dict_keys:
                raise Breach("too_many", f"a set of {len(x)} members, at most {self.limits.dict_keys}")
            self.parts.append(_COUNT(len(x)))
            for member in x:
                self.write(member)
            self.close(mark)

    def _stand_in(self, x: Handle | Callback) -> None:
        self.spend(self.limits.array_items)
        name = (x.type_name if isinstance(x, Handle) else x.name).encode("utf-8", "replace")
        tag, kind = (HANDLE, KINDS.index(x.kind)) if isinstance(x, Handle) else (CALLBACK, 0)
        self.parts.append(struct.pack("<BIBH", tag, x.id, kind, len(name)) + name)


def is_key(key: object, nested: bool = False) -> bool:
    """Whether a dict or set with `key` crosses: None, bool, str, bytes, a float but NaN, a 64-bit int, or a tuple of these."""
    kind = type(key)
    if kind is float:
        return key == key
    if kind is int:
        return -(1 << 63) <= key < 1 << 63  # type: ignore[operator]
    if kind is tuple:
        return not nested and all(is_key(part, nested=True) for part in key)  # type: ignore[attr-defined]
    return kind in (str, bytes, bool, type(None))


# What a kind of value is written by; a kind that is not here is looked at in `write`.
_WRITERS: dict[type, Callable[[Encoder, Any], None]] = {
    type(None): lambda e, x: e._plain(b"N"),
    bool: lambda e, x: e._plain(b"T" if x else b"F"),
    int: Encoder._int,
    float: lambda e, x: e._plain(_REAL(FLOAT, x)),
    complex: lambda e, x: e._plain(struct.pack("<B2d", COMPLEX, x.real, x.imag)),
    str: Encoder._str,
    bytes: lambda e, x: e._text(BYTES, x),
    list: Encoder._sequence,
    tuple: Encoder._sequence,
    dict: Encoder._dict,
    set: Encoder._set,
    frozenset: Encoder._set,
}


def crosses(thing: object) -> bool:
    """Whether it goes over as a value, and not as a handle (but for a dict or set that nobody has looked into yet)."""
    kind = type(thing)
    if kind in _WRITERS or kind in arrays.SCALARS or tensors.is_tensor(thing):
        return True
    return kind is np.ndarray and arrays.code_of(thing.dtype) is not None  # type: ignore[attr-defined]


def encode(
    value: object, limits: Limits = DEFAULT, outward: Outward = no_handles, origins: Sequence[object] = ()
) -> tuple[bytes, list[object]]:
    """(bytes, shared things by number) of `value`; `origins` are the things that came from the other side, by its numbers."""
    encoder = Encoder(limits, outward, origins)
    encoder.write(value)
    data = b"".join(encoder.parts)
    if len(data) > limits.message_bytes:
        raise Breach("too_big", f"a message of {len(data)} bytes, at most {limits.message_bytes}")
    return data, encoder.shared
