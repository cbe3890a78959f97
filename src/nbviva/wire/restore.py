"""Copy-restore: what a call did to its arguments in the other process is done to the arguments here.

Pairs are known by number, not by place: each side numbers the shared things of a message alike, and a reply says of each thing
whether it is one of those. So an array that was changed in place is changed here, and an array that a list was merely given
in its stead is a new one here too: the difference between an in-place step and one that only rebinds a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbviva.wire import arrays, tensors
from nbviva.wire.limits import Breach


@dataclass(frozen=True, slots=True)
class Note:
    """An argument whose change could not be carried out here."""

    number: int  # of the argument among the shared things that were sent
    code: str  # changed_shape, changed_dtype, changed_device, changed_grad, read_only
    before: str  # shape, type or setting when it was sent
    after: str  # ... and when it came back


class Restored:
    """What `restore` did. Keep `swap` for the value that the call returned."""

    def __init__(self, own: dict[int, tuple[object, object]]) -> None:
        self.notes: list[Note] = []
        self._own = own
        self._done: dict[int, tuple[object, object]] = {}

    def swap(self, value: object) -> object:
        """`value` with our own arguments in the place of their copies, so that `step_(x) is x` holds here as it did there."""
        if id(value) in self._own:
            return self._own[id(value)][1]
        if type(value) not in (list, tuple, dict):
            return value
        if id(value) not in self._done:
            self._done[id(value)] = (value, self._rebuilt(value))  # keeps `value` alive, and with it its id
        return self._done[id(value)][1]

    def _rebuilt(self, value: Any) -> object:
        # Lists and dicts that are new here are ours alone: they are changed where they are.
        if type(value) is list:
            value[:] = [self.swap(item) for item in value]
        elif type(value) is dict:
            for key in value:
                value[key] = self.swap(value[key])
        else:
            items = tuple(self.swap(item) for item in value)
            return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
        return value


def restore(into: Sequence[object], origins: Mapping[int, object]) -> Restored:
    """Write what came back (`Heard.origins`) into the things that were sent (the second result of `pack`).

    Only what differs is written, bit for bit: a tensor that a graph has saved stays valid when a call has not touched it.
    Breach "wrong_origin" if a number or a kind does not fit; nothing is written then.
    """
    own: dict[int, tuple[object, object]] = {}
    for number, copy in origins.items():
        if not 0 <= number < len(into) or type(into[number]) is not type(copy):
            raise Breach("wrong_origin", f"number {number}")
        own[id(copy)] = (copy, into[number])
    result = Restored(own)
    for number, copy in origins.items():
        thing: Any = into[number]
        if type(thing) is list:
            thing[:] = [result.swap(item) for item in copy]  # type: ignore[attr-defined]
        elif type(thing) is dict:
            items = {key: result.swap(item) for key, item in copy.items()}  # type: ignore[attr-defined]
            thing.clear()
            thing.update(items)
        elif type(thing) is set:
            thing.clear()
            thing.update(copy)  # type: ignore[arg-type]
        elif type(thing) is np.ndarray:
            _array(result, number, thing, copy)
        elif type(thing) not in (tuple, frozenset):
            _tensor(result, number, thing, copy)
    return result


def _same_form(result: Restored, number: int, thing: Any, copy: Any) -> bool:
    for name in ("shape", "dtype", "device"):
        before, after = (_said(x, name) for x in (thing, copy))
        if before != after:
            result.notes.append(Note(number, f"changed_{name}", before, after))
            return False
    return True


def _said(thing: Any, name: str) -> str:
    value = getattr(thing, name, "cpu")  # NumPy arrays have had a device since 2.0
    return str(tuple(value) if name == "shape" else value)


def _array(result: Restored, number: int, thing: np.ndarray[Any, Any], copy: Any) -> None:
    ours = thing.astype(thing.dtype.newbyteorder("="), copy=False)  # another byte order is no change
    if not _same_form(result, number, ours, copy) or _same_bits(arrays, ours, copy):
        return
    if thing.flags.writeable:
        thing[...] = copy
    else:
        result.notes.append(Note(number, "read_only", "", ""))


def _tensor(result: Restored, number: int, thing: Any, copy: Any) -> None:
    import torch

    if not _same_form(result, number, thing, copy):
        return
    try:
        if thing.device.type != "meta" and not _same_bits(tensors, thing, copy):
            with torch.no_grad():
                thing.copy_(copy)
    except RuntimeError:  # expanded memory, or made in inference mode
        result.notes.append(Note(number, "read_only", "", ""))
    try:
        if thing.requires_grad != copy.requires_grad:
            thing.requires_grad_(copy.requires_grad)
        grad = result.swap(tensors.grad_of(copy))
        if thing.is_leaf and grad is not thing.grad:
            thing.grad = grad
    except RuntimeError:
        settings = (f"requires_grad={x.requires_grad}" for x in (thing, copy))
        result.notes.append(Note(number, "changed_grad", *settings))


def _same_bits(pack: Any, thing: Any, copy: Any) -> bool:
    code = tensors.code_of(thing) if pack is tensors else arrays.code_of(thing.dtype)
    return arrays.same_bits(*(pack.pack(x, code)[1] for x in (thing, copy)))
