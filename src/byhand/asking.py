"""Asks a student's function one question: hands it copies, keeps its faults, and notes what it did to its arguments.

Where the function lives in another process, questions that are certain to be asked can go there together (`foresee`).
"""

from __future__ import annotations

import contextlib
import functools
import io
import linecache
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from byhand import devices, tensors

_OURS = str(Path(__file__).parent)
_INSTALLED = (sys.prefix, sys.base_prefix)
_LONGEST_PRINT = 2_000  # characters of a student's own prints that a card repeats


@dataclass(frozen=True)
class Reply:
    """What came back from one call: a value or an error, the arguments as they are now, and what was printed."""

    value: object
    error: BaseException | None
    changed: tuple[str, ...]
    """Names of the arguments that the call changed: entries, shape or dtype; of a tensor also requires_grad and grad."""
    arguments: Mapping[str, object]
    printed: str
    touched_generator: bool
    """Whether the call moved NumPy's global random generator."""
    touched_torch: bool = False
    """Whether the call moved torch's global random generator."""
    switched_recording: bool = False
    """Whether the call left autograd's recording otherwise than it found it. (It has been put back.)"""


class _Foreseen(NamedTuple):
    """A question that has gone over, and whose answer nobody has looked at yet."""

    arguments: Mapping[str, object]
    device: str
    sent: dict[str, object]
    call: Callable[[], object]


class _Ahead:
    """The function that was foreseen last, known by identity: a stand-in's `==` would be a question of its own."""

    answer: Callable[..., object] | None = None
    questions: Sequence[_Foreseen] = ()


_ahead = _Ahead()


def can_foresee(answer: Callable[..., object]) -> bool:
    """Whether asking several questions together saves anything: the type of a grader's stand-in says so."""
    return hasattr(type(answer), "__together__")


def together(calls: Sequence[tuple[Callable[..., object], Sequence[object]]]) -> list[Callable[[], object]]:
    """For each call, a function that has its result. Where that saves ways, all of them are made now, in this order;
    else each is made when its result is asked for."""
    if calls and all(map(can_foresee, (function for function, _ in calls))):
        found: list[Callable[[], object]] = type(calls[0][0]).__together__(  # type: ignore[attr-defined]
            [(function, tuple(given)) for function, given in calls]
        )
        return found
    return [functools.partial(function, *given) for function, given in calls]


def foresee(answer: Callable[..., object], questions: Sequence[Mapping[str, object]]) -> None:
    """`ask` will be called with these arguments, probably in this order: where that saves a way, send all of them now.

    What was foreseen before and not asked is forgotten. A question that is asked otherwise goes over by itself.
    """
    if not can_foresee(answer):
        return
    # What is made anew for each question, such as a function, would not be known again.
    ours = [question for question in questions if all(map(_is_data, question.values()))]
    if len(ours) < 2:
        return
    placed = [{name: devices.placed(value) for name, value in question.items()} for question in ours]
    sent = [{name: _copy(value) for name, value in question.items()} for question in placed]
    _ahead.answer = None
    try:
        calls = together([(answer, [*copies.values()]) for copies in sent])
    except Exception:  # each of them will say for itself why it cannot be asked
        return
    device = devices.asked_on()
    _ahead.answer = answer
    _ahead.questions = [
        _Foreseen(question, device, copies, call) for question, copies, call in zip(ours, sent, calls, strict=True)
    ]


def _taken(answer: Callable[..., object], arguments: Mapping[str, object]) -> _Foreseen | None:
    """What was foreseen of this question, once."""
    if answer is not _ahead.answer:
        return None
    device = devices.asked_on()
    for one in _ahead.questions:
        known = one.device == device and [*one.arguments] == [*arguments]
        if known and all(map(_identical, one.arguments.values(), arguments.values())):
            _ahead.questions = [other for other in _ahead.questions if other is not one]
            return one
    return None


def ask(answer: Callable[..., object], arguments: Mapping[str, object]) -> Reply:
    """Call `answer` with copies of `arguments` (in their order, by position) and report what happened.

    Tensors go over on the device where checks ask. Raises ValueError where BYHAND_DEVICE names none, and nothing else.
    """
    foreseen = _taken(answer, arguments)
    arguments = {name: devices.placed(value) for name, value in arguments.items()}
    sent = foreseen.sent if foreseen else {name: _copy(value) for name, value in arguments.items()}
    generator_before, torch_before, recording = _generator_state(), tensors.generator_states(), tensors.recording()
    error: BaseException | None = None
    value: object = None
    printed = io.StringIO()
    with warnings.catch_warnings(), np.errstate(all="ignore"), devices.full_precision():
        # stock nbgrader takes every point for a line on stderr: a warning is the student's business, not a verdict
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                value = foreseen.call() if foreseen else answer(*sent.values())
            except (Exception, SystemExit) as fault:  # whatever a student's code raises is an answer, too
                error = fault
    # A torch, or a GPU, that the call itself has woken was at its beginning, wherever that is.
    torch_after = tensors.generator_states()
    touched_torch = any(torch_after.get(name) != state for name, state in torch_before.items())
    switched = recording != tensors.recording()
    if switched:
        tensors.record(recording)
    changed = tuple(name for name, value in arguments.items() if not _unchanged(value, sent[name]))
    return Reply(
        value,
        error,
        changed,
        sent,
        printed.getvalue()[:_LONGEST_PRINT],
        generator_before != _generator_state(),
        touched_torch,
        switched,
    )


def _copy(value: object) -> object:
    """A copy that keeps an array's memory layout: a strided view must reach the student as a strided view."""
    if tensors.is_tensor(value):
        return tensors.copied(value)
    if type(value) is list:
        return [_copy(item) for item in value]
    if type(value) is tuple:
        return tuple(_copy(item) for item in value)
    if not isinstance(value, np.ndarray):
        return value
    if value.flags.c_contiguous or value.flags.f_contiguous:
        return value.copy(order="K")
    steps = tuple(2 if size else 1 for size in value.shape)
    roomy = np.zeros(tuple(size * step for size, step in zip(value.shape, steps, strict=True)), dtype=value.dtype)
    view = roomy[tuple(slice(None, None, step) for step in steps)]
    view[...] = value
    return view


_PLAIN = (int, float, bool, str, type(None))


def _is_data(value: object) -> bool:
    if type(value) in (list, tuple):
        return all(map(_is_data, value))  # type: ignore[call-overload]
    return type(value) in (*_PLAIN, np.ndarray) or tensors.is_tensor(value)


def _identical(one: Any, other: Any) -> bool:
    """Whether two arguments are the same question: the same thing, or made alike to the last bit and stride."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if type(one) in (list, tuple):
        return len(one) == len(other) and all(map(_identical, one, other))
    if type(one) is np.ndarray:
        alike = (one.dtype, one.shape, one.strides) == (other.dtype, other.shape, other.strides)
        return alike and one.tobytes() == other.tobytes()
    if tensors.is_tensor(one):
        return one.stride() == other.stride() and tensors.unchanged(one, other)
    return type(one) in _PLAIN and repr(one) == repr(other)


def _unchanged(before: object, after: object) -> bool:
    if tensors.is_tensor(before):
        return tensors.unchanged(before, after)
    if type(before) in (list, tuple):
        there: Any = before
        return (
            type(after) is type(before)
            and len(there) == len(after)  # type: ignore[arg-type]
            and all(map(_unchanged, there, after))  # type: ignore[call-overload]
        )
    if not isinstance(before, np.ndarray):
        return True  # numbers cannot be changed by a call
    return (
        isinstance(after, np.ndarray)
        and before.shape == after.shape
        and before.dtype == after.dtype
        and np.array_equal(before, after, equal_nan=True)
    )


def _generator_state() -> tuple[object, ...]:
    _, keys, *rest = np.random.get_state(legacy=True)
    return (np.asarray(keys).tobytes(), *rest)


def own_lines(error: BaseException) -> tuple[int, str] | None:
    """(line number, source line) of the last place in the student's own code that an error passed through, if any."""
    # The code of packages is nobody's homework, wherever it lies; a notebook's cells belong to none.
    own = [place for place in traceback.walk_tb(error.__traceback__) if not place[0].f_globals.get("__package__")]
    places = [
        frame
        for frame in traceback.StackSummary.extract(own)
        if not frame.filename.startswith((_OURS, *_INSTALLED, "<frozen"))
    ]
    if isinstance(error, SyntaxError) or not places:
        return None
    last = places[-1]
    line = last.line or linecache.getline(last.filename, last.lineno or 0)
    return (last.lineno or 0, line.strip())
