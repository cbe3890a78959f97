"""The messages between examiner and student process: one frozen dataclass a message, and what may answer what.

A message crosses as a tuple, its name first. Texts are bounded where they are made (`cut`) and checked where they arrive; they
may still hold control characters and markup of the student's, so whoever shows them escapes them.
"""

from __future__ import annotations

import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from nbviva.wire.encoding import Shared
from nbviva.wire.fields import Anything, Number, Optional, Records, Text, Texts, Values, read_fields, write_fields
from nbviva.wire.values import DEFAULT, Breach, Inward, Limits, Outward, decode, encode, no_handles

NAME, SOURCE, PRINTED, SAID, LINE = 200, 256 * 1024, 64 * 1024, 2_000, 200  # characters of one text
LINES, OUTPUTS, FORMATS = 20, 200, 8  # lines of one error, outputs of one cell, formats of one output
SEVERAL = 64  # questions that go out together


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the student's own that an error went through."""

    cell: Annotated[str, Text(NAME)]  # grade_id, or another name of the cell
    number: Annotated[int, Number(1 << 31)]  # from 1
    text: Annotated[str, Text(LINE)]  # the line itself, cut


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a cell, as nbformat has them."""

    kind: Annotated[str, Text(20)]  # stream, display_data, execute_result or error
    name: Annotated[str, Text(NAME)]  # stdout or stderr of a stream, type of an error, else empty
    formats: Annotated[dict[str, str], Texts(FORMATS, NAME, 1024 * 1024)]  # MIME type -> text; pictures in base64


@dataclass(frozen=True, slots=True)
class Run:
    """Examiner: run this cell. Answer: RanCell."""

    cell: Annotated[str, Text(NAME)]  # its name in errors
    source: Annotated[str, Text(SOURCE)]


@dataclass(frozen=True, slots=True)
class Get:
    """Examiner: what does this name stand for? Answer: Returned, Missing, or Raised if it cannot be sent."""

    name: Annotated[str, Text(NAME)]
    staying: Annotated[int, Number(1)] = 0  # 1: a value that would cross is Missing, too


@dataclass(frozen=True, slots=True)
class Call:
    """Examiner: call this. Answer: Returned, Raised, Missing, or first a CallBack."""

    target: Annotated[object, Anything()]  # a Handle, or the name of something in the student's namespace
    args: Annotated[tuple[object, ...], Values()]
    kwargs: Annotated[dict[str, object], Texts(200, NAME, None)]
    recording: Annotated[int, Number(1)] = 1  # whether autograd records where the question is asked


@dataclass(frozen=True, slots=True)
class Several:
    """Examiner: so many of the three above follow at once. Each is answered as if it had been asked alone, in their order."""

    count: Annotated[int, Number(SEVERAL)]


@dataclass(frozen=True, slots=True)
class Bye:
    """Examiner: the examination is over; there is no answer."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Either side: the call came back."""

    value: Annotated[object, Anything()]
    after: Annotated[tuple[object, ...], Values()] = ()  # `mutable(shared)` of the question: arguments as they are now
    printed: Annotated[str, Text(PRINTED)] = ""  # what the call wrote to stdout and stderr, cut


@dataclass(frozen=True, slots=True)
class Raised:
    """Either side: the call ended in an exception."""

    type_name: Annotated[str, Text(NAME)]
    message: Annotated[str, Text(SAID)]  # cut
    lines: Annotated[tuple[Line, ...], Records(Line, LINES)] = ()  # the innermost last; empty when the examiner says it
    printed: Annotated[str, Text(PRINTED)] = ""


@dataclass(frozen=True, slots=True)
class RanCell:
    """Student: the cell has run, to its end or to an error."""

    outputs: Annotated[tuple[Output, ...], Records(Output, OUTPUTS)]
    left_out: Annotated[int, Number(1 << 40)]  # outputs and parts of outputs that went over a limit
    error: Annotated[Raised | None, Optional(Raised)]


@dataclass(frozen=True, slots=True)
class Missing:
    """Student: there is nothing of that name."""

    name: Annotated[str, Text(NAME)]


@dataclass(frozen=True, slots=True)
class CallBack:
    """Student, while a question is open: call one of your functions for me. Answer: Returned or Raised, or first a question."""

    number: Annotated[int, Number(1 << 32)]  # of the Callback; `Registry.get` refuses one that was never handed over
    args: Annotated[tuple[object, ...], Values()]
    kwargs: Annotated[dict[str, object], Texts(200, NAME, None)]
    after: Annotated[
        tuple[object, ...], Values()
    ] = ()  # arguments of the open call as they are now: a function may close over them


Message = Run | Get | Call | Several | Bye | RanCell | Returned | Raised | Missing | CallBack

# What may come next, by what was sent; whoever holds an open question may ask another before answering.
EXAMINER_HEARS: dict[type, tuple[type, ...]] = {
    Run: (RanCell,),  # no test is under way whose functions it could call
    Get: (Returned, Raised, Missing),
    Call: (Returned, Raised, Missing, CallBack),
}
STUDENT_HEARS: tuple[type, ...] = (Run, Get, Call, Several, Bye)
STUDENT_HEARS_OF_SEVERAL: tuple[type, ...] = (Run, Get, Call)
STUDENT_HEARS_WHILE_CALLING_BACK: tuple[type, ...] = (Returned, Raised, Get, Call)

_CLASSES: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(Message)}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that arrived."""

    message: Message
    shared: Shared  # its shared things: `origins` for the answer
    origins: dict[int, object]  # what it brings back of ours: see `restore`


def mutable(shared: Sequence[object]) -> tuple[object, ...]:
    """Those of the shared things that a call can have changed, for `Returned.after`."""
    return tuple(thing for thing in shared if type(thing) not in (tuple, frozenset))


def pack(
    message: Message, limits: Limits = DEFAULT, outward: Outward = no_handles, origins: Sequence[object] = ()
) -> tuple[bytes, list[object]]:
    """(payload, shared things by number). Breach if a field is too long or a value cannot cross."""
    return encode((type(message).__name__, *write_fields(message)), limits, outward, origins)


def unpack(
    payload: bytes | bytearray,
    allowed: Sequence[type],
    limits: Limits = DEFAULT,
    inward: Inward = lambda thing: thing,
    sent: Sequence[object] = (),
) -> Heard:
    """The message in `payload`; `sent` is the second result of `pack` for the open question.

    Breach "unexpected" unless the message is of an allowed kind, "bad_message" if its fields are wrong.
    """
    decoded = decode(payload, limits, inward, sent)
    parts = decoded.value
    if type(parts) is not tuple or not parts or type(parts[0]) is not str:
        raise Breach("bad_message", "no name")
    kind = _CLASSES.get(parts[0])
    if kind is None or kind not in allowed:
        raise Breach("unexpected", kind.__name__ if kind else "no such message")
    return Heard(read_fields(kind, parts[1:]), decoded.shared, decoded.origins)
