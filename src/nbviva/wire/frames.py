"""Frames over one stream socket: who speaks, how much at most, until when. The peer may be hostile, so nothing is waited for
but the reply or its deadline, and never the end of the stream.

The two sides take turns. Every frame carries the number of its turn, counted over both directions, so a reply belongs to one
question, a nested question belongs to the turn that allows it, and a frame too many is seen before the next question goes out.
A side may take several turns in a row: questions that go out together, and the answers to them.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Sequence

from nbviva.wire.limits import DEFAULT, Breach, Deadline, Limits

MAGIC = b"nbv1"
_HEADER = struct.Struct("<4sII")  # magic, number of the turn, bytes of the payload
_CHUNK = 1 << 20  # bytes: memory grows by so much with what has arrived, never to what was announced
_SMALL = 1 << 16  # bytes: a payload up to this goes with its header and is read with it, each in one call of the system
_LAST_TURN = (1 << 32) - 1
_HELD_SECONDS = 0.005  # for so long answers wait for those that come after them


class Channel:
    """One end of a socketpair. After any Breach it is closed for good: the next exercise gets a fresh process and a new pair.

    `sock` becomes this object's own and non-blocking. Descriptors that the peer attaches are dropped by the kernel, because
    nothing here asks for them.
    """

    def __init__(self, sock: socket.socket, limits: Limits = DEFAULT) -> None:
        if sock.type != socket.SOCK_STREAM:
            raise ValueError("a channel needs a stream socket")
        self._sock = sock
        self._limit = limits.message_bytes
        self._turn = 0
        self._open = True
        self._ahead = bytearray()  # read, and not yet asked for
        self._held: bytearray | None = None  # said, and not yet written
        self._written_at = 0.0
        self._polls = {event: select.poll() for event in (select.POLLIN, select.POLLOUT)}
        for event, poll in self._polls.items():
            poll.register(sock, event)
        sock.setblocking(False)

    def fileno(self) -> int:
        """The socket's descriptor, for a sandbox that has to keep this one open."""
        return self._sock.fileno()

    def close(self) -> None:
        """Close the socket; further use raises Breach "closed"."""
        self._open = False
        self._sock.close()

    def send(self, payload: bytes, deadline: Deadline | None) -> None:
        """Take a turn. Breach "unasked" if anything lies unread, "late" if the peer does not read, "hung_up", "too_big"."""
        self.send_all((payload,), deadline)

    def send_all(self, payloads: Sequence[bytes], deadline: Deadline | None) -> None:
        """Take a turn for each payload, one right after the other. Breach as in `send`."""
        for payload in payloads:
            if len(payload) > self._limit:
                raise Breach(
                    "too_big", f"{len(payload)} bytes, at most {self._limit}"
                )  # ours to mend: nothing was sent
        self._check_open()
        try:
            self._expect_silence()
            together = bytearray() if self._held is None else self._held
            for payload in payloads:
                self._turn = self._next()
                together += _HEADER.pack(MAGIC, self._turn, len(payload))
                if len(payload) <= _SMALL:
                    together += payload
                    continue
                self._write_all(together, deadline)
                self._write(payload, deadline)
            if self._held is None or len(together) > _SMALL or time.monotonic() > self._written_at + _HELD_SECONDS:
                self._write_all(together, deadline)
        except Breach:
            self.close()
            raise

    def hold(self) -> None:
        """From now on several answers may be written together: for a moment, until there are many, until one listens."""
        if self._held is None:
            self._held = bytearray()
            self._written_at = time.monotonic()

    def release(self, deadline: Deadline | None) -> None:
        """Write what is held, and hold no more. Breach as in `send`."""
        held, self._held = self._held, None
        if held:
            self._check_open()
            self._write_all(held, deadline)

    def receive(self, deadline: Deadline | None) -> bytearray:
        """The peer's turn: its payload, whole, before the deadline; None (wait for ever) is for the student's side only.

        Breach "late", "hung_up", "bad_frame", "wrong_sequence" or "too_big".
        """
        self._check_open()
        try:
            if self._held:
                self._write_all(self._held, deadline)
            magic, turn, size = _HEADER.unpack(self._read(_HEADER.size, deadline))
            if magic != MAGIC:
                raise Breach("bad_frame")
            if turn != self._next():
                raise Breach("wrong_sequence", f"turn {turn}, not {self._next()}")
            if size > self._limit:
                raise Breach("too_big", f"{size} bytes announced, at most {self._limit}")
            self._turn = turn
            return self._read(size, deadline)
        except Breach:
            self.close()
            raise

    def _check_open(self) -> None:
        if not self._open:
            raise Breach("closed")

    def _next(self) -> int:
        if self._turn >= _LAST_TURN:
            raise Breach("wrong_sequence", "no turns left")
        return self._turn + 1

    def _expect_silence(self) -> None:
        """Breach "unasked" if the peer has said more than was asked, "hung_up" if it has ended."""
        if self._ahead:
            raise Breach("unasked")
        try:
            said = self._sock.recv(1, socket.MSG_PEEK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as why:
            raise Breach("hung_up", type(why).__name__) from why
        raise Breach("unasked") if said else Breach("hung_up")

    def _wait(self, event: int, deadline: Deadline | None) -> None:
        """Wait for `event` until the deadline; a closed or broken peer counts as an event."""
        self._polls[event].poll(None if deadline is None else deadline.left() * 1000)

    def _write_all(self, together: bytearray, deadline: Deadline | None) -> None:
        self._write(bytes(together), deadline)
        together.clear()
        self._written_at = time.monotonic()

    def _write(self, data: bytes, deadline: Deadline | None) -> None:
        rest = memoryview(data)
        while rest:
            if deadline is not None and not deadline.left():
                raise Breach("late", f"{len(rest)} bytes of the question were not read")
            try:
                rest = rest[self._sock.send(rest, socket.MSG_NOSIGNAL) :]
            except (BlockingIOError, InterruptedError):
                self._wait(select.POLLOUT, deadline)
            except OSError as why:
                raise Breach("hung_up", type(why).__name__) from why

    def _read(self, size: int, deadline: Deadline | None) -> bytearray:
        """The next `size` bytes, of which some may have been read already."""
        data = self._ahead[:size]
        del self._ahead[:size]
        got = len(data)
        while got < size:
            # The clock is asked before each read: a peer that sends a byte now and then must not live on them.
            if deadline is not None and not deadline.left():
                raise Breach("late", f"{got} of {size} bytes had come")
            small = size - got < _SMALL
            if got == len(data):
                data += bytes(_SMALL if small else min(size - got, _CHUNK))
            try:
                with memoryview(data) as room:
                    count = self._sock.recv_into(room[got:])
            except (BlockingIOError, InterruptedError):
                self._wait(select.POLLIN, deadline)
                continue
            except OSError as why:
                raise Breach("hung_up", type(why).__name__) from why
            if not count:
                raise Breach("hung_up", f"after {got} of {size} bytes")
            got += count
        if got > size:
            self._ahead = data[size:got]
        del data[size:]
        return data
