"""What stands on the wire for a thing that never crosses it: handles (the student's) and callbacks (the examiner's).

A handle is a number and a hint. Whoever receives one must believe nothing of it but the number, and that only to send it back.
"""

from __future__ import annotations

import types
from dataclasses import dataclass

from nbviva.wire.limits import DEFAULT, Breach, Limits

KINDS = ("function", "class", "object", "generator")
NAME_CHARACTERS = 80
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)


@dataclass(frozen=True, slots=True)
class Handle:
    """An object that stays in the student's process."""

    id: int  # the number under which the student's registry keeps it
    kind: str  # one of KINDS: what it seems to be, a hint for a message and never a ground for trust
    type_name: str  # name of its type, cut to NAME_CHARACTERS and free of control characters


@dataclass(frozen=True, slots=True)
class Callback:
    """A callable that stays with the examiner; the student may call it and pass it back."""

    id: int  # the number under which the examiner's registry keeps it
    name: str  # what to call it in a traceback, cut and cleaned as above


def clean(text: object, characters: int = NAME_CHARACTERS) -> str:
    """`text` cut and with everything unprintable (newlines, escapes, bidirectional marks, surrogates) shown as '?'."""
    if type(text) is not str:
        return "?"
    return "".join(c if c.isprintable() else "?" for c in text[:characters])


def kind_of(thing: object) -> str:
    """The hint that goes with a handle, read from the type and never from `__class__`."""
    kind = type(thing)
    if kind in _FUNCTIONS:
        return "function"
    if type in type.mro(kind):
        return "class"
    return "generator" if kind is types.GeneratorType else "object"


class Registry:
    """The things that one side has handed out, by number, kept alive so that no number is ever used twice."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self._limit = limits.handles
        self._things: list[object] = []
        self._numbers: dict[int, int] = {}

    def put(self, thing: object) -> int:
        """The number of `thing`, the same each time. Breach "too_many" when the registry is full."""
        number = self._numbers.get(id(thing))
        if number is None:
            if len(self._things) >= self._limit:
                raise Breach("too_many", f"more than {self._limit} objects handed out")
            number = self._numbers[id(thing)] = len(self._things)
            self._things.append(thing)
        return number

    def __len__(self) -> int:
        return len(self._things)

    def take_back(self, length: int) -> None:
        """Forget all but the first `length` things: the others were meant for a message that was never sent."""
        for thing in self._things[length:]:
            del self._numbers[id(thing)]
        del self._things[length:]

    def get(self, number: int) -> object:
        """The thing of that number. Breach "unknown_handle" if there is none."""
        if type(number) is not int or not 0 <= number < len(self._things):
            raise Breach("unknown_handle", f"number {number!r:.40}")
        return self._things[number]

    def handle(self, thing: object) -> Handle:
        """A handle for `thing`: what the student's side gives to `encode` as `outward`."""
        return Handle(self.put(thing), kind_of(thing), clean(type.__dict__["__name__"].__get__(type(thing))))

    def callback(self, thing: object) -> Callback:
        """A callback for `thing`: what the examiner's side gives out for a callable of its own."""
        return Callback(self.put(thing), clean(getattr(thing, "__name__", "function")))
