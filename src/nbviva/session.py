"""The examiner's end of one conversation with one student's process: cells to run, names to look up, calls to make.

Everything that arrives has been read by the wire. A breach, a silence or a death ends the conversation with `Lost`,
which no test can catch by `except Exception`; whoever holds the conversation starts another process.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from nbviva import extras, standins
from nbviva.lost import Lost, ended
from nbviva.sandbox.launch import Ending
from nbviva.transcript import line
from nbviva.wire import messages as m
from nbviva.wire.frames import Channel
from nbviva.wire.limits import Deadline
from nbviva.wire.restore import restore
from nbviva.wire.values import Breach, Callback, Handle, Limits, Registry

ANSWERS = 4  # messages of the largest size that the answers to questions asked together may be, all in all


class _Sent(NamedTuple):
    """A question that has no answer yet."""

    message: m.Run | m.Get | m.Call
    shared: list[object]  # what was sent for it, by number


class Running(Protocol):
    """A student's process, however it was started: `nbviva.sandbox.Sandboxed` is one."""

    channel: Any

    def restart_clock(self) -> bool:
        """What it was begun for begins now: it has all its time. Whether it is still there."""

    def wait(self, seconds: float | None = None) -> Ending:
        """Its Ending; TimeoutError."""

    def stop(self) -> Ending:
        """End it now."""


class Session:
    """Speaks to one student's process until it is lost or closed."""

    def __init__(
        self,
        running: Running,
        limits: Limits,
        call_seconds: float,
        most_deadline: Deadline,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """`most_deadline`: of the whole examination. `tell` is given a line for each message, see `nbviva.transcript`."""
        self._running = running
        self._limits = limits
        self._channel = Channel(running.channel, limits)
        self._call_seconds = call_seconds
        self._last = most_deadline
        self._registry = Registry(limits)
        self._depth = 0
        self._tell = tell
        self._begun: deque[_Sent] = deque()  # cells, and names after them, that nobody has heard of yet
        self._heard_bytes = 0  # of the last answer
        self._names: dict[int, str] = {}
        self.lost: Lost | None = None

    def begin(self, cells: Sequence[tuple[str, str]], names: Sequence[str] = ()) -> None:
        """Send cells that will be run one after the other: each has begun when the one before it has ended. Raises Lost.

        `names`: of what they define, and what will probably be asked for after the last.
        """
        runs = [m.Run(cell, source) for cell, source in cells if len(source) <= m.SOURCE]
        if len(runs) == len(cells) and len(cells) + len(names) <= m.SEVERAL:
            gets = [m.Get(name, staying=1) for name in names]
            self._begun = deque(self._send([*runs, *gets], self._call_seconds))

    def run(self, cell: str, source: str, seconds: float) -> tuple[m.RanCell, dict[str, standins.StandIn]]:
        """Run a cell, or hear of one that was sent by `begin`; and `stand_ins` of the names, after the last. Raises Lost."""
        if len(source) > m.SOURCE:
            raise Lost("cell_too_long", f"{len(source)} characters, at most {m.SOURCE}")
        run = m.Run(cell, source)
        begun = bool(self._begun) and self._begun[0].message == run
        heard = self._hear(self._begun.popleft() if begun else self._send([run], seconds)[0], seconds)
        assert isinstance(heard.message, m.RanCell)
        if any(isinstance(each.message, m.Run) for each in self._begun):
            return heard.message, {}
        gets, self._begun = [*self._begun], deque()
        known: dict[str, standins.StandIn] = {}
        # The cell has ended well: what is lost over a name costs whoever asks for it next, if it is lost again.
        with contextlib.suppress(Lost):
            known = self._stand_ins([get.message for get in gets], self._hear_all(gets))
        return heard.message, known

    def get(self, name: str) -> object:
        """What a name stands for in the notebook; KeyError if it stands for nothing. Raises Lost."""
        [(heard, _)] = self._asked([m.Get(name)])
        message = heard.message
        if isinstance(message, m.Missing):
            raise KeyError(name)
        if isinstance(message, m.Raised):
            raise standins.error_of(message)
        assert isinstance(message, m.Returned)
        return self._named(message.value, name)

    def stand_ins(self, names: Sequence[str]) -> dict[str, standins.StandIn]:
        """Those of the names that stand for a function or another thing that stays there, asked together. Raises Lost."""
        gets = [m.Get(name, staying=1) for name in names]
        return self._stand_ins(gets, self._hear_all(self._send(gets, self._call_seconds)))

    def _stand_ins(self, gets: Sequence[m.Message], found: Sequence[m.Heard]) -> dict[str, standins.StandIn]:
        known = {}
        for get, heard in zip(gets, found, strict=True):
            assert isinstance(get, m.Get)
            if isinstance(heard.message, m.Returned) and isinstance(heard.message.value, standins.StandIn):
                known[get.name] = self._named(heard.message.value, get.name)
        return known

    def _named(self, value: Any, name: str) -> Any:
        if isinstance(value, standins.StandIn):
            self._names[standins.belongs_to(value)[1].id] = name
        return standins.named(value, name)

    def call(self, target: object, args: tuple[object, ...] = (), kwargs: dict[str, object] | None = None) -> object:
        """Call something there: its value, with our own arguments in the place of their copies.

        Raises what the call raised, rebuilt from its name, message and lines; Lost.
        """
        __tracebackhide__ = True
        kwargs = kwargs or {}
        try:
            [(heard, sent)] = self._asked([m.Call(target, args, kwargs, extras.recording())])
        except Breach as why:  # ours: an argument that cannot cross. Nothing was sent.
            raise TypeError(
                f"expected arguments that can be handed to the student's process (numbers, texts, arrays, tensors, lists, "
                f"tuples, dicts, functions), and found one that cannot: {why}. Build it there, in a helper marked "
                "@student_side"
            ) from None
        return self._come_back(heard, sent, [*args, *kwargs.values()])

    def calls(self, calls: Sequence[tuple[object, tuple[object, ...]]]) -> list[Callable[[], object]]:
        """Make these calls, a target and its arguments each, all sent before the first has come back.

        What is returned does, once, what the call itself would: it changes its arguments here, prints, raises, and has
        the value. Raises Breach for an argument that cannot cross, and nothing was sent; Lost.
        """
        recording = extras.recording()
        heard: list[tuple[m.Heard, list[object]]] = []
        for first in range(0, len(calls), m.SEVERAL):
            some = calls[first : first + m.SEVERAL]
            heard += self._asked([m.Call(target, args, {}, recording) for target, args in some])
        return [
            functools.partial(self._come_back, *each, [*args]) for each, (_, args) in zip(heard, calls, strict=True)
        ]

    def _come_back(self, heard: m.Heard, sent: list[object], arguments: list[object]) -> object:
        __tracebackhide__ = True
        message = heard.message
        if isinstance(message, m.Missing):
            raise NameError(f"name {message.name!r} is not defined")
        if isinstance(message, m.Raised):
            self._print(message.printed)
            raise standins.error_of(message)
        assert isinstance(message, m.Returned)
        self._print(message.printed)
        try:
            restored = restore(sent, heard.origins)
            if type(message.value) is not tuple or len(message.value) != 2:
                raise Breach("bad_message", "a value and its extras were expected")
            said = extras.read(message.value[1])
        except Breach as why:
            raise self._end(why) from None
        value = restored.swap(message.value[0])
        return extras.rebuild(value, arguments, said)

    def abandon(self, lost: Lost) -> None:
        """Break off, whatever is under way."""
        self._channel.close()
        self._running.stop()
        self.lost = lost

    def close(self) -> None:
        """Say Bye, and end the process."""
        if self.lost is None:
            with contextlib.suppress(Breach):
                self._channel.send(m.pack(m.Bye(), self._limits)[0], Deadline.after(0.2))
        self._channel.close()
        self._running.stop()

    # --- questions

    def _asked(self, questions: Sequence[m.Get | m.Call]) -> list[tuple[m.Heard, list[object]]]:
        """Ask all of them, then hear each answer, with what had been sent for it."""
        sent = self._send(questions, self._call_seconds)
        return [(heard, each.shared) for heard, each in zip(self._hear_all(sent), sent, strict=True)]

    def _send(self, questions: Sequence[m.Run | m.Get | m.Call], seconds: float) -> list[_Sent]:
        """Send questions. What was sent before and nobody has heard of is heard first, and forgotten."""
        if not questions:
            return []
        if self.lost is not None:
            raise self.lost
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the student's process can only be asked from the main thread of a test")
        packed = [m.pack(message, self._limits, self._outward) for message in questions]
        payloads = [payload for payload, _ in packed]
        if len(payloads) > 1:
            payloads.insert(0, m.pack(m.Several(len(payloads)), self._limits)[0])
        while self._begun:
            self._hear(self._begun.popleft(), seconds)
        deadline = self._within(seconds)
        if not deadline.left():
            raise self._end(Breach("late"))
        with self._ending():
            self._channel.send_all(payloads, deadline)
        return [_Sent(message, shared) for message, (_, shared) in zip(questions, packed, strict=True)]

    def _hear_all(self, sent: Sequence[_Sent]) -> list[m.Heard]:
        """The next answers, which are held all at once."""
        answers: list[m.Heard] = []
        room = ANSWERS * self._limits.message_bytes
        for each in sent:
            answers.append(self._hear(each, self._call_seconds))
            room -= self._heard_bytes
            if room < 0:
                raise self._end(Breach("too_big", "answers to questions asked together"))
        return answers

    def _hear(self, sent: _Sent, seconds: float) -> m.Heard:
        """The next answer, within so many seconds: a question has begun when the one before it has ended."""
        if self.lost is not None:
            raise self.lost
        self._depth += 1
        try:
            self._say("examiner: ", sent.message)
            with self._ending():
                heard = self._answer_to(type(sent.message), sent.shared, self._within(seconds))
            self._say("student:  ", heard.message)
            return heard
        finally:
            self._depth -= 1

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        """What goes wrong meanwhile is the end of the conversation."""
        try:
            yield
        except Breach as why:
            raise self._end(why) from None
        except MemoryError:  # half of an answer was read: what comes next would be its other half
            raise self._end(Breach("too_big", "the examiner has no memory left to read it")) from None

    def _within(self, seconds: float) -> Deadline:
        return Deadline(min(Deadline.after(seconds).at, self._last.at))

    def _say(self, who: str, message: m.Message) -> None:
        if self._tell is not None:
            self._tell(f"{'  ' * self._depth}{who}{line(message, self._names)}")

    def _answer_to(self, kind: type, sent: list[object], deadline: Deadline) -> m.Heard:
        allowed = m.EXAMINER_HEARS[kind]
        while True:
            raw = self._channel.receive(deadline)
            heard = m.unpack(raw, allowed, self._limits, self._inward, sent)
            if not isinstance(heard.message, m.CallBack):
                self._heard_bytes = len(raw)
                return heard
            self._say("student:  ", heard.message)
            self._channel.send(self._called_back(heard.message, restore(sent, heard.origins)), deadline)

    def _called_back(self, asked: m.CallBack, restored: Any) -> bytes:
        """Call one of our functions for the student; what it raises goes back as a name and a message only."""
        if self._depth > 20:
            raise Breach("too_deep", "functions that call one another across processes")
        function: Any = self._registry.get(asked.number)
        args = [restored.swap(argument) for argument in asked.args]
        kwargs = {name: restored.swap(argument) for name, argument in asked.kwargs.items()}
        try:
            answer: m.Message = m.Returned(function(*args, **kwargs))
            return m.pack(answer, self._limits, self._outward)[0]
        except Exception as error:
            answer = m.Raised(type(error).__name__[: m.NAME], str(error)[: m.SAID])
            return m.pack(answer, self._limits, self._outward)[0]

    def _outward(self, thing: object) -> Handle | Callback:
        if isinstance(thing, standins.StandIn):
            session, handle = standins.belongs_to(thing)
            if session is not self:  # its number means something else here
                raise session.lost or Breach("unknown_handle")
            return handle
        if callable(thing) and not isinstance(thing, type):
            return self._registry.callback(thing)
        raise Breach("unsendable", type(thing).__name__)

    def _inward(self, thing: Handle | Callback) -> object:
        if isinstance(thing, Callback):
            return self._registry.get(thing.id)
        return standins.made(self, thing)

    def _print(self, text: str) -> None:
        if text:
            sys.stdout.write(text)

    # --- the end

    def _end(self, why: Breach) -> Lost:
        """Name why the conversation is over, and end the process."""
        self._channel.close()
        code, detail = "misbehaved", str(why)
        if why.code == "late":
            code = "submission_time" if not self._last.left() else "too_slow"
            ending = self._running.stop()
        else:
            try:
                ending = self._running.wait(1.0) if why.code == "hung_up" else self._running.stop()
            except TimeoutError:
                ending = self._running.stop()
            if why.code == "hung_up":
                code, detail = ended(ending)
        if ending.code in ("memory_limit", "wall_clock"):
            code = {"memory_limit": "memory", "wall_clock": "submission_time"}[ending.code]
        if self._tell is not None:
            self._tell(f"{'  ' * self._depth}student:  lost ({code}: {detail})")
        self.lost = Lost(code, detail)
        return self.lost
