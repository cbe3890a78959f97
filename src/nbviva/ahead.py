"""A fork of the examiner that is made ahead of its submission, while the one before is examined.

It holds a student's process that stands and waits, and waits itself to be told whose submission it is for. One fork is
for one submission: nothing that a submission holds can reach the next.
"""

from __future__ import annotations

import mmap
import os
import select
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from nbviva import pipes
from nbviva.wire.limits import Deadline

ANSWER_SECONDS = 60.0  # for an answer that has begun


class Whereabouts:
    """Over which cell a fork is, and how long it may take; in memory that it shares with its parent, which waits.

    A message for each cell would wake the parent a hundred times in every examination.
    """

    _FORM = struct.Struct("<dI")  # when it has to be further, by the monotonic clock; bytes of the name
    _BYTES = 4096

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, self._BYTES)

    def at(self, cell: str, seconds: float) -> None:
        """Be over this cell now."""
        name = cell.encode()[: self._BYTES - self._FORM.size]
        self._memory[self._FORM.size : self._FORM.size + len(name)] = name
        self._FORM.pack_into(self._memory, 0, time.monotonic() + seconds, len(name))

    def read(self) -> tuple[str, float]:
        """The cell, and when it has to be further."""
        until, length = self._FORM.unpack_from(self._memory)
        return self._memory[self._FORM.size : self._FORM.size + length].decode(errors="replace"), until


# told where its files lie, the descriptors to be asked and to answer by, and where to say how far it is
Work = Callable[[Path, int, int, Whereabouts], None]


class Ahead:
    """One such fork, as its parent sees it. End it in any case."""

    def __init__(self, files: Mapping[str, str], work: Work, keep: Collection[int] = ()) -> None:
        """Fork, with `files` (name -> path) in a folder of its own, and none of our descriptors but `keep`. Raises OSError.

        A descriptor that lives on in a fork would keep a pipe open whose end somebody waits for.
        """
        # Made and removed on this side: a fork may be killed at any moment. And where there is no room for the files,
        # it is no submission's doing.
        self._place = tempfile.TemporaryDirectory(prefix="nbviva-", ignore_cleanup_errors=True)
        place = Path(self._place.name)
        for name, path in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place / name)
        self._whereabouts = Whereabouts()
        asked, self._asking = os.pipe()
        self._answered, answering = os.pipe()
        sys.stdout.flush()
        self._child = os.fork()
        if self._child == 0:
            status = 1
            try:
                _close_all_but({0, 1, 2, asked, answering, *keep})
                work(place, asked, answering, self._whereabouts)
                status = 0
            except BaseException:
                # For the log of whoever runs the grader; what it means is decided by the one who waits.
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(asked)
        os.close(answering)

    @property
    def cell(self) -> str:
        """Over which cell it is, or was."""
        return self._whereabouts.read()[0]

    def ask(self, task: dict[str, Any], seconds: float) -> None:
        """Say whose submission it is for, and in how many seconds it has to begin with the first cell. Raises pipes.Gone."""
        self._whereabouts.at("", seconds)
        pipes.send(self._asking, task)

    def answer(self, grace_seconds: float) -> bytes:
        """What it made, as JSON. Raises pipes.Gone: it has ended, or is over a cell for longer than it may be (`late`)."""
        while not self._says_something(self._whereabouts.read()[1] + grace_seconds):
            if time.monotonic() > self._whereabouts.read()[1] + grace_seconds:
                raise pipes.Gone(late=True)
        return pipes.taken(self._answered, Deadline.after(ANSWER_SECONDS))

    def _says_something(self, until: float) -> bool:
        return bool(select.select([self._answered], [], [], max(0.0, until - time.monotonic()))[0])

    def end(self, seconds: float = 0.0) -> bool:
        """Hang up, and see it end by itself within so many seconds, or end it; whether it ended well by itself."""
        os.close(self._asking)
        ended = False
        if seconds:
            # It says no more: what comes is the end.
            ended = self._says_something(time.monotonic() + seconds)
        if not ended:
            os.kill(self._child, signal.SIGKILL)  # not yet waited for, so its number is still its own
        _, status = os.waitpid(self._child, 0)
        os.close(self._answered)
        self._place.cleanup()
        return ended and status == 0


def _close_all_but(keep: Collection[int]) -> None:
    first = 0
    for descriptor in sorted(keep):
        if first < descriptor:  # an empty range from 0 would be taken for all there is
            os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
