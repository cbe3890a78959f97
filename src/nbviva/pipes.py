"""JSON messages between the grader's own processes, which trust one another: length, then text, over a socket or a pipe.

The wire (`nbviva.wire`) is for the student's side; nothing of that side ever speaks this.
"""

from __future__ import annotations

import json
import os
import select
import struct
from typing import Any

from nbviva.wire.limits import Deadline

_LENGTH = struct.Struct("<Q")


class Gone(Exception):  # noqa: N818  what happened to the other process
    """The other process has ended, or said nothing until the deadline (`late`)."""

    def __init__(self, late: bool = False) -> None:
        self.late = late
        super().__init__("no answer in time" if late else "the process has ended")


def encoded(message: Any) -> bytes:
    """A message as it is written."""
    return json.dumps(message, ensure_ascii=True).encode("ascii")


def send(descriptor: int, message: Any) -> None:
    """Write one message. Raises Gone."""
    pass_on(descriptor, encoded(message))


def pass_on(descriptor: int, data: bytes) -> None:
    """Write one message that is `encoded` already. Raises Gone."""
    rest = memoryview(_LENGTH.pack(len(data)) + data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise Gone from error


def receive(descriptor: int, deadline: Deadline | None = None) -> Any:
    """Read one message. Raises Gone."""
    return json.loads(taken(descriptor, deadline))


def taken(descriptor: int, deadline: Deadline | None = None) -> bytes:
    """Read one message, and leave it `encoded`. Raises Gone."""
    (length,) = _LENGTH.unpack(_read(descriptor, _LENGTH.size, deadline))
    return _read(descriptor, length, deadline)


def _read(descriptor: int, size: int, deadline: Deadline | None) -> bytes:
    parts: list[bytes] = []
    while size:
        if deadline is not None and not select.select([descriptor], [], [], deadline.left())[0]:
            raise Gone(late=True)
        try:
            part = os.read(descriptor, min(size, 1 << 20))
        except OSError as error:
            raise Gone from error
        if not part:
            raise Gone
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
