"""A line of plain text for each message between examiner and student, for the person who reads a replay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nbviva.outcomes import shown
from nbviva.wire import messages as m
from nbviva.wire.values import Handle

NUMBERS = 6  # of an array that are shown
ITEMS = 6
DEPTH = 3


def line(message: m.Message, names: Mapping[int, str] | None = None) -> str:
    """What was said, in short. What a student chose is escaped and cut. `names`: of handles that were asked for."""
    match message:
        case m.Run():
            return f"run {message.cell} ({len(message.source.splitlines())} lines)"
        case m.Get():
            return f"what is {message.name}?"
        case m.Call():
            given = [value(argument) for argument in message.args]
            given += [f"{name}={value(argument)}" for name, argument in message.kwargs.items()]
            target = message.target
            if isinstance(target, Handle):
                target = (names or {}).get(target.id, f"their {target.type_name} number {target.id}")
            return f"{target if type(target) is str else value(target)}({', '.join(given)})"
        case m.CallBack():
            return f"calls back with ({', '.join(map(value, message.args))})"
        case m.Returned():
            said = f", printed {shown(message.printed)!r}" if message.printed else ""
            found: Any = message.value
            # The value of a call comes with its extras.
            inner = found[0] if type(found) is tuple and len(found) == 2 and type(found[1]) is tuple else found
            return f"returned {value(inner)}{said}"
        case m.Raised():
            places = ", ".join(f"{shown(place.cell)} line {place.number}" for place in message.lines[-2:])
            return f"raised {shown(message.type_name)}: {shown(message.message)}" + (f" ({places})" if places else "")
        case m.RanCell():
            return f"ran it, {len(message.outputs)} outputs" + (
                f", and it raised {shown(message.error.type_name)}" if message.error else ""
            )
        case m.Missing():
            return f"has no {shown(message.name)}"
        case _:
            return "good bye"


def value(thing: object, depth: int = 0) -> str:
    """A value in short: shape, type and first numbers of an array, first items of a list."""
    if type(thing) is np.ndarray:
        first = ", ".join(
            f"{number:.6g}" if thing.dtype.kind in "fc" else str(number) for number in thing.flat[:NUMBERS]
        )
        more = ", ..." if thing.size > NUMBERS else ""
        return f"array {thing.shape} {thing.dtype} [{first}{more}]"
    if type(thing).__module__ == "torch" and hasattr(thing, "shape"):
        tensor: Any = thing
        return f"tensor {tuple(tensor.shape)} {tensor.dtype}"
    if depth < DEPTH and type(thing) in (list, tuple):
        items: Any = thing
        inside = ", ".join(value(item, depth + 1) for item in items[:ITEMS]) + (", ..." if len(items) > ITEMS else "")
        return f"[{inside}]" if type(thing) is list else f"({inside})"
    if depth < DEPTH and type(thing) is dict:
        pairs = list(thing.items())
        inside = ", ".join(f"{shown(key)}: {value(item, depth + 1)}" for key, item in pairs[:ITEMS])
        return "{" + inside + (", ..." if len(pairs) > ITEMS else "") + "}"
    if type(thing).__name__ == "StandIn":  # its text would be asked of the student
        return "an object of the student's"
    return shown(repr(thing))
