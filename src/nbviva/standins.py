"""What stands in the examiner for things of the student's: functions, classes, objects, generators, and their errors.

A stand-in never answers a question that compares it with a value of the examiner's: `==`, `<` and arithmetic are passed
on only when both sides are the student's. Otherwise an object of the student's could say that it equals the reference,
or be told what the reference is. A test that needs more builds it in the student's place (`@student_side`).
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import linecache
from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any

from nbviva.wire import messages as m
from nbviva.wire.handles import clean
from nbviva.wire.values import Breach, Handle

if TYPE_CHECKING:
    from nbviva.session import Session

_ASK = "nbviva:"


class StandIn:
    """An object of the student's. It can be called, indexed, iterated and passed back; its attributes can be read."""

    __slots__ = ("__name__", "__weakref__", "_nbviva")

    def __init__(self, session: Session, handle: Handle, name: str) -> None:
        object.__setattr__(self, "_nbviva", (session, handle))
        object.__setattr__(self, "__name__", name)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call it in its own process."""
        __tracebackhide__ = True
        session, handle = self._nbviva
        return session.call(handle, args, kwargs)

    @staticmethod
    def __together__(calls: Sequence[tuple[StandIn, tuple[object, ...]]]) -> list[Callable[[], object]]:
        """Make these calls, a stand-in and its arguments each, in one crossing.

        What is returned for each does, once, what the call by itself would do: it changes its arguments here, prints,
        raises, has the value. A test that has many small questions saves a crossing for each; large answers are better
        asked one by one. In a notebook of the student's own, a function has no such method, and is called.
        """
        sessions = {id(stand_in._nbviva[0]): stand_in._nbviva[0] for stand_in, _ in calls}
        if len(sessions) == 1:
            [session] = sessions.values()
            # An argument that cannot cross: asked alone, each question says so itself.
            with contextlib.suppress(Breach):
                found: list[Callable[[], object]] = session.calls([(one._nbviva[1], given) for one, given in calls])
                return found
        return [functools.partial(stand_in, *given) for stand_in, given in calls]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # NumPy and others ask any object for such names: it has none
        if name.startswith(("_repr_", "_ipython_")):
            raise AttributeError(
                name
            )  # IPython does too; what a test cell displays is the course's, never the student's
        found = _ask(self, "getattr", name)
        return _Comparing(name, found) if name in _COMPARE and isinstance(found, StandIn) else found

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        found = _ask(self, "getattr", "__doc__")
        return found if type(found) is str else None

    def __setattr__(self, name: str, value: object) -> None:
        _ask(self, "setattr", name, value)

    def __getitem__(self, key: object) -> Any:
        return _ask(self, "getitem", key)

    def __setitem__(self, key: object, value: object) -> None:
        _ask(self, "setitem", key, value)

    def __delitem__(self, key: object) -> None:
        _ask(self, "delitem", key)

    def __len__(self) -> int:
        return int(_plain(_ask(self, "len"), int))

    def __bool__(self) -> bool:
        return bool(_plain(_ask(self, "bool"), bool))

    def __iter__(self) -> Iterator[Any]:
        iterator = _ask(self, "iter")
        while True:
            there, value = _pair(_ask(iterator, "next"))
            if not there:
                return
            yield value

    def __next__(self) -> Any:
        there, value = _pair(_ask(self, "next"))
        if not there:
            raise StopIteration
        return value

    def __repr__(self) -> str:
        return str(_plain(_ask(self, "repr"), str))

    def __str__(self) -> str:
        return str(_plain(_ask(self, "str"), str))

    def __instancecheck__(self, instance: object) -> bool:
        # `isinstance(thing, TheirClass)`: nothing of ours is of a class of theirs.
        return isinstance(instance, StandIn) and bool(_plain(_ask(self, "isinstance", instance), bool))

    def __hash__(self) -> int:
        return id(self)

    def __neg__(self) -> Any:
        return _ask(self, "neg")

    def __pos__(self) -> Any:
        return _ask(self, "pos")

    def __invert__(self) -> Any:
        return _ask(self, "invert")

    def __abs__(self) -> Any:
        return _ask(self, "abs")


# Methods of texts, sets, arrays, tensors and tables that say whether something equals, or begins like, their argument.
_COMPARE = {
    *("allclose", "array_equal", "endswith", "eq", "equal", "equals", "ge", "gt", "isclose", "isdisjoint"),
    *("issubset", "issuperset", "le", "lt", "ne", "startswith"),
}


class _Comparing:
    """Such a method of an object of the student's: as with `==`, it is asked about the student's own objects only."""

    def __init__(self, name: str, method: StandIn) -> None:
        self._name = name
        self._method = method

    def __call__(self, *args: object, **kwargs: object) -> Any:
        __tracebackhide__ = True
        if not all(isinstance(each, StandIn) for each in (*args, *kwargs.values())):
            raise TypeError(
                f"expected a plain value with a method {self._name} (a text, an array, a tensor), and found an object of "
                "the student's own class, which cannot be asked whether it equals something"
            )
        return self._method(*args, **kwargs)


def _ask(thing: object, operation: str, *args: object) -> Any:
    __tracebackhide__ = True
    if not isinstance(thing, StandIn):
        raise TypeError(f"expected an object of the student's, found {type(thing).__name__}")
    session, _ = thing._nbviva
    return session.call(_ASK + operation, (thing, *args))


def _between(operation: str) -> Any:
    def method(self: StandIn, other: object) -> Any:
        return _ask(self, operation, other) if isinstance(other, StandIn) else NotImplemented

    return method


for _name in (
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "or",
    "xor",
    "lshift",
    "rshift",
):
    setattr(StandIn, f"__{_name}__", _between({"and": "and_", "or": "or_"}.get(_name, _name)))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(StandIn, f"__{_name}__", _between(_name))


def _plain(value: object, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


def _pair(value: object) -> tuple[bool, object]:
    if type(value) is tuple and len(value) == 2 and type(value[0]) is bool:
        return value
    raise TypeError("expected an item or the end of an iterator")


def made(session: Session, handle: Handle) -> StandIn:
    """The stand-in for a handle that arrived."""
    return StandIn(session, handle, handle.type_name)


def named(value: object, name: str) -> object:
    """`value`, told under which name it was found if it is a stand-in."""
    if isinstance(value, StandIn):
        object.__setattr__(value, "__name__", name)
    return value


def belongs_to(thing: StandIn) -> tuple[Session, Handle]:
    """The conversation that it is of, and what crosses for it."""
    session, handle = thing._nbviva
    return session, handle


# --- errors

_KEPT_SEPARATE = (SystemExit, KeyboardInterrupt, GeneratorExit, BaseExceptionGroup, ExceptionGroup, StopIteration)


class StudentError(Exception):
    """An exception of the student's that is none of Python's own."""


def error_of(raised: m.Raised) -> BaseException:
    """The exception that a call ended in, with frames that point at the student's own lines.

    It is of Python's own class of that name, or of a new subclass of the nearest such class: what `except ValueError`
    would have caught in the notebook is caught here.
    """
    name, _, base_name = raised.type_name.partition(":")
    own = _builtin(name)
    base = own or _builtin(base_name) or StudentError
    kind = type(clean(name) or "Error", (base,), {"__module__": "builtins" if own else "__main__", "__str__": _message})
    error: BaseException = base.__new__(kind)
    error.args = (raised.message,)
    for line in reversed(raised.lines):
        error = _at(line, error)
    return error


def _message(self: BaseException) -> str:
    return str(self.args[0]) if self.args else ""


def _builtin(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    if not isinstance(found, type) or not issubclass(found, BaseException):
        return None
    if issubclass(found, SystemExit):
        return SystemExit
    return None if issubclass(found, _KEPT_SEPARATE) or not issubclass(found, Exception) else found


_frames: dict[tuple[str, int], CodeType] = {}


def _at(line: m.Line, error: BaseException) -> BaseException:
    """`error` with one more frame outermost: a line of the student's, as the examiner knows its text."""
    filename, number = f"<{clean(line.cell)}>", min(max(line.number, 1), 100_000)
    if (filename, number) not in _frames:
        if len(_frames) > 1000:
            _frames.clear()
        _frames[filename, number] = compile("\n" * (number - 1) + "raise error", filename, "exec")
    here = error.__traceback__
    try:
        exec(_frames[filename, number], {"__name__": "__main__", "error": error.with_traceback(None)})
    except BaseException as caught:
        frame = caught.__traceback__
        assert frame is not None and frame.tb_next is not None
        frame = frame.tb_next  # without this function's own frame
        frame.tb_next = here
        return caught.with_traceback(frame)
    return error


def remember_source(cell: str, source: str) -> None:
    """Let tracebacks show the lines of a cell of the student's."""
    filename = f"<{clean(cell)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
