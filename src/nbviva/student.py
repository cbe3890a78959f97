"""The student's process: runs the cells it is given and answers questions. This is the sandbox's entry module.

Whatever stands here is at the mercy of the code that it runs; nothing relies on it. What it says is read by the
examiner as a student's word. It sees the student's cells, the setup, and the arguments of questions: no test.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import operator
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np

from nbviva import extras
from nbviva.allocation import keep_memory
from nbviva.shell import CellShell
from nbviva.wire import messages as m
from nbviva.wire.encoding import crosses
from nbviva.wire.fields import cut
from nbviva.wire.frames import Channel
from nbviva.wire.values import Breach, Callback, Limits, Registry

FILES = Path("/box/files")
SETUP = Path("/box/setup.json")
BUILT_IN = "nbviva:"
ATTRIBUTE_CHARACTERS = 200
REHEARSAL_SECONDS = 20.0  # for one cell


class Student:
    """One conversation with the examiner."""

    def __init__(self, sock: socket.socket, shell: CellShell) -> None:
        self._limits = Limits()
        self._channel = Channel(sock, self._limits)
        self._shell = shell
        self._registry = Registry(self._limits)
        self._borrowed: dict[int, tuple[object, Callback]] = {}
        self._open: list[m.Heard] = []
        self._output_characters = 256 * 1024

    def serve(self) -> None:
        """Answer until the examiner says Bye or hangs up."""
        while True:
            heard = self._hear(m.STUDENT_HEARS)
            if isinstance(heard.message, m.Bye):
                return
            self._answer(heard)

    def _hear(self, allowed: tuple[type, ...]) -> m.Heard:
        return m.unpack(self._channel.receive(None), allowed, self._limits, self._inward)

    def _say(self, message: m.Message, origins: Any = ()) -> None:
        payload, _ = m.pack(message, self._limits, self._outward, origins)
        self._channel.send(payload, None)

    def _answer(self, heard: m.Heard) -> None:
        message = heard.message
        if isinstance(message, m.Several):
            self._answer_each([self._hear(m.STUDENT_HEARS_OF_SEVERAL) for _ in range(message.count)])
        elif isinstance(message, m.Run):
            self._say(self._ran(message))
        elif isinstance(message, m.Get):
            names = self._shell.user_ns
            found = message.name in names and not (message.staying and crosses(names[message.name]))
            self._try_to_say(lambda: m.Returned(names[message.name]) if found else m.Missing(message.name))
        elif isinstance(message, m.Call):
            self._open.append(heard)
            try:
                self._called(heard, message)
            finally:
                self._open.pop()

    def _answer_each(self, questions: list[m.Heard]) -> None:
        for question in questions:
            if not isinstance(question.message, m.Run):  # what cells have said is not kept back: the next may take long
                self._channel.hold()
            self._answer(question)
        self._channel.release(None)

    def _try_to_say(self, make: Callable[[], m.Message], origins: Any = (), printed: str = "") -> None:
        """Say it; where the value is of a kind or size that cannot cross, say that instead."""
        handed_out = len(self._registry)
        try:
            self._say(make(), origins)
        except Breach as why:
            if why.code in ("hung_up", "closed", "late", "unasked"):
                raise
            self._registry.take_back(handed_out)
            self._unsendable(f"{why.sentence} {why.detail}", printed)
        except Exception as fault:  # a class may answer even `type(x) in ...` by an error: nothing was sent then
            self._registry.take_back(handed_out)
            self._unsendable(type(fault).__name__, printed)

    def _unsendable(self, why: str, printed: str) -> None:
        said = f"the value cannot be handed to the examiner: {why}"
        self._say(m.Raised("UnsendableValue", cut(said, m.SAID), (), printed))

    # --- cells

    def _ran(self, run: m.Run) -> m.RanCell:
        ran = self._shell.run(run.cell, run.source, self._output_characters)
        left_out = ran.left_out
        outputs: list[m.Output] = []
        for made in ran.outputs:
            try:
                outputs.append(_crossing(made))
            except (Breach, ValueError, TypeError):
                left_out += 1
        error = None if ran.error is None else self._raised(ran.error, "")
        return m.RanCell(tuple(outputs[-m.OUTPUTS :]), left_out, error)

    # --- questions

    def _called(self, heard: m.Heard, call: m.Call) -> None:
        try:
            function = self._target(call.target)
        except KeyError:
            return self._say(m.Missing(cut(str(call.target), m.NAME)))
        except Breach as why:
            return self._say(m.Raised("UnknownObject", why.sentence, (), ""))
        extras.record_as(call.recording)
        before = extras.look()
        arguments = [*call.args, *call.kwargs.values()]
        with self._shell.caught(m.PRINTED) as capture:
            try:
                value = function(*call.args, **call.kwargs)
                error = None
            except BaseException as fault:
                value, error = None, fault
        printed = cut("".join(o["text"] for o in capture.outputs if o["output_type"] == "stream"), m.PRINTED)
        if error is not None:
            raised = self._raised(error, printed)
            del error
            return self._say(raised)
        after = m.mutable(heard.shared)

        def returned() -> m.Returned:
            return m.Returned((value, extras.describe(value, arguments, before)), after, printed)

        return self._try_to_say(returned, heard.shared, printed)

    def _target(self, target: object) -> Callable[..., Any]:
        if type(target) is str:
            if target.startswith(BUILT_IN):
                return self._built_in(target.removeprefix(BUILT_IN))
            found: Callable[..., Any] = self._shell.user_ns[target]
            return found
        return cast(Callable[..., Any], target)  # a handle, turned into its object on the way in

    def _built_in(self, name: str) -> Callable[..., Any]:
        own: dict[str, Callable[..., Any]] = {"configure": self._configure, "define": self._define}
        return own[name] if name in own else _OPERATIONS[name]

    def _configure(self, output_characters: int, devices: tuple[str, ...]) -> None:
        self._output_characters = output_characters
        self._limits = dataclasses.replace(self._limits, devices=devices)

    def _define(self, name: str, source: str) -> object:
        """A helper of the test cell, to be run in the student's place: it sees the notebook's names, and adds none."""
        own = _Beside(self._shell.user_ns)
        exec(compile(source, "<helper of the test>", "exec"), own)
        return own[name]

    # --- what does not cross

    def _outward(self, thing: object) -> Any:
        known = self._borrowed.get(id(thing))
        return known[1] if known is not None else self._registry.handle(thing)

    def _inward(self, thing: Any) -> object:
        if not isinstance(thing, Callback):
            return self._registry.get(thing.id)

        def borrowed(*args: Any, **kwargs: Any) -> object:
            return self._call_back(thing, args, kwargs)

        borrowed.__name__ = borrowed.__qualname__ = thing.name or "function"
        self._borrowed[id(borrowed)] = (borrowed, thing)
        return borrowed

    def _call_back(self, callback: Callback, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Ask the examiner to call a function of its own; it may ask us something before it answers."""
        __tracebackhide__ = True
        question = self._open[-1]
        after = m.mutable(question.shared)
        payload, _ = m.pack(m.CallBack(callback.id, args, kwargs, after), self._limits, self._outward, question.shared)
        self._channel.send(payload, None)
        while True:
            heard = self._hear(m.STUDENT_HEARS_WHILE_CALLING_BACK)
            if isinstance(heard.message, m.Returned):
                return heard.message.value
            if isinstance(heard.message, m.Raised):
                raise RuntimeError(f"{heard.message.type_name}: {heard.message.message}")
            self._answer(heard)

    def _raised(self, error: BaseException, printed: str) -> m.Raised:
        kinds = [kind.__name__ for kind in type(error).__mro__[:-1] if kind.__module__ == "builtins"]
        name = type(error).__name__
        if kinds and kinds[0] != name:
            name += ":" + kinds[0]
        try:
            said = str(error)
        except BaseException:
            said = "<the exception could not be turned into text>"
        lines: list[m.Line] = []
        place = error.__traceback__
        while place is not None:
            cell = place.tb_frame.f_code.co_filename
            if cell.startswith("<") and cell.endswith(">") and place.tb_frame.f_globals.get("__name__") == "__main__":
                lines.append(m.Line(cut(cell[1:-1], m.NAME), max(0, place.tb_lineno or 0), ""))
            place = place.tb_next
        # The frames hold what the call was given: let it go, a cell may ask thousands of times.
        error.__traceback__ = None
        return m.Raised(cut(name, m.NAME), cut(said, m.SAID), tuple(lines[-m.LINES :]), printed)


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """End a cell of the course's that takes long without a student's answers: rehearsing it saves nothing."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Beside(dict[str, Any]):
    """Names of a helper: its own, else the notebook's."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(__name__="__main__")
        self._names = names

    def __missing__(self, name: str) -> Any:
        return self._names[name]


def _get_attribute(thing: object, name: str) -> object:
    return getattr(thing, name[:ATTRIBUTE_CHARACTERS])


def _next(iterator: Any) -> tuple[bool, object]:
    for value in iterator:
        return True, value
    return False, None


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "getattr": _get_attribute,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "len": len,
    "bool": bool,
    "iter": iter,
    "next": _next,
    "repr": repr,
    "str": str,
    "isinstance": lambda kind, thing: isinstance(thing, kind),
    **{
        name: getattr(operator, name)
        for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor")
    },
    **{name: getattr(operator, name) for name in ("lshift", "rshift", "neg", "pos", "invert", "abs")},
    **{name: getattr(operator, name) for name in ("eq", "ne", "lt", "le", "gt", "ge", "contains")},
}


def _crossing(made: dict[str, Any]) -> m.Output:
    """One output of the shell as the wire has it."""
    kind = made["output_type"]
    if kind == "stream":
        return m.Output(kind, made["name"], {"text": made["text"]})
    if kind == "error":
        traceback = cut("\n".join(made["traceback"]), 512 * 1024)
        return m.Output(kind, cut(made["ename"], m.NAME), {"evalue": cut(made["evalue"], 8192), "traceback": traceback})
    data = {str(mime): content for mime, content in made["data"].items() if isinstance(content, str)}
    return m.Output(kind, "", dict(list(data.items())[: m.FORMATS]))


def prepared() -> CellShell:
    """The shell, made before a student's process is forked: it holds nothing yet."""
    keep_memory()
    return CellShell.made()


_ready: CellShell | None = None


def preload() -> None:
    """What a warm process does once, before any fork: run the course's setup cells, and forget all but what they loaded."""
    global _ready
    _ready = prepared()
    if SETUP.is_file():
        rehearse(_ready, json.loads(SETUP.read_text(encoding="utf-8")))


def rehearse(shell: CellShell, sources: list[str]) -> None:
    """Run cells for what they load: modules, fonts, caches. No name of theirs stays."""
    for source in sources:
        with _at_most(REHEARSAL_SECONDS):
            shell.run("setup", source, 0)
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]


def main(channel: socket.socket) -> int:
    """Serve one examination."""
    home = Path.home()
    if FILES.is_dir():
        shutil.copytree(FILES, home, dirs_exist_ok=True)
    os.chdir(home)
    sys.path.insert(0, str(home))
    shell = _ready or prepared()
    touch(shell)
    with contextlib.suppress(Breach):
        Student(channel, shell).serve()
    return 0


def touch(shell: CellShell) -> None:
    """Use once what every cell and every question uses: a fork copies memory at its first use, and nobody waits yet."""
    rehearse(shell, ["print()"])
    extras.look()
    numbers = [np.zeros(2), np.zeros(2)]
    m.unpack(m.pack(m.Call("name", (*numbers, 0.0, "text"), {"key": 0}))[0], m.STUDENT_HEARS)
    m.unpack(m.pack(m.Returned((numbers[0], (False, ())), tuple(numbers)))[0], m.EXAMINER_HEARS[m.Call])
