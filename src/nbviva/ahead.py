"""A fork of the examiner that is made ahead of its submission, while the one before is examined.

It holds a student's process that stands and waits, and waits itself to be told whose submission it is for. One fork is
for one submission: nothing that a submission holds can reach the next.
"""

from __future__ import annotations

import fcntl
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
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbviva import pipes
from nbviva.wire.limits import Deadline

ANSWER_SECONDS = 60.0  # for an answer that has begun
ANSWER_BYTES = 1 << 20  # the most that Linux gives to anybody
LOOK_SECONDS = 1.0  # between looks at how far it is
MOMENT_SECONDS = 0.002  # between looks whether it has ended


class Whereabouts:
    """Over which cell a fork is, and how long it may take; in memory that it shares with its parent, which waits.

    A message for each cell would wake the parent a hundred times in every examination.
    """

    _SLOT = struct.Struct("<dI")  # when it has to be further, by the monotonic clock; bytes of the name, which follows
    _BYTES = 2048

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 2 * self._BYTES + 1)  # the last byte says which of two slots is written

    def at(self, cell: str, seconds: float) -> None:
        """Be over this cell now."""
        slot = 1 - self._memory[-1]
        name = cell.encode()[: self._BYTES - self._SLOT.size]
        start = slot * self._BYTES
        self._SLOT.pack_into(self._memory, start, time.monotonic() + seconds, len(name))
        start += self._SLOT.size
        self._memory[start : start + len(name)] = name
        self._memory[-1] = slot

    def read(self) -> tuple[str, float]:
        """The cell, and when it has to be further."""
        while True:
            slot = self._memory[-1]
            start = slot * self._BYTES
            until, length = self._SLOT.unpack_from(self._memory, start)
            start += self._SLOT.size
            name = self._memory[start : start + length]
            if slot == self._memory[-1]:
                return name.decode(errors="replace"), until


# told where its files lie, the descriptors to be asked and to answer by, and where to say how far it is
Work = Callable[[Path, int, int, Whereabouts], None]


class Ahead:
    """One such fork, as its parent sees it. End it in any case; more than once does nothing more."""

    def __init__(self, files: Mapping[str, str], work: Work, keep: Collection[int] = ()) -> None:
        """Fork, with `files` (name -> path) in a folder of its own, and none of our descriptors but `keep`. Raises OSError.

        A descriptor that lives on in a fork would keep a pipe open whose end somebody waits for.
        """
        self.cell = ""
        """Over which cell it was when it was last looked at."""
        self._child = 0
        self._whereabouts = Whereabouts()
        # Made and removed on this side: a fork may be killed at any moment. And where there is no room for the files, it is
        # no submission's doing.
        self._folder = Path(tempfile.mkdtemp(prefix="nbviva-"))
        ends: list[int] = []
        try:
            for name, path in files.items():
                (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, self._folder / name)
            for _ in range(2):
                ends += os.pipe()
            asked, self._asking, self._answered, answering = ends
            with suppress(
                OSError
            ):  # a whole answer at once, where it may: else it waits for its reader again and again
                fcntl.fcntl(answering, fcntl.F_SETPIPE_SZ, ANSWER_BYTES)
            sys.stdout.flush()
            # What a signal's handler raises in the functions that Python calls after a fork is lost.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            try:
                self._child = os.fork()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        except BaseException:
            for descriptor in ends:
                os.close(descriptor)
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        if self._child == 0:
            _be(work, self._folder, asked, answering, self._whereabouts, keep)
        os.close(asked)
        os.close(answering)

    def ask(self, task: dict[str, Any], seconds: float) -> None:
        """Say whose submission it is for, and in how many seconds it has to begin with the first cell. Raises pipes.Gone."""
        self._whereabouts.at("", seconds)
        pipes.send(self._asking, task)

    def answer(self, grace_seconds: float) -> bytes:
        """What it made, as JSON. Raises pipes.Gone: it has ended, or is over a cell for longer than it may be (`late`)."""
        while True:
            self.cell, until = self._whereabouts.read()
            left = until + grace_seconds - time.monotonic()
            # A later cell may have less time than this one: how far it is, is asked again and again.
            if self._says_something(min(left, LOOK_SECONDS)):
                break
            if left <= 0:
                raise pipes.Gone(late=True)
            # What a test cell has left running may keep the pipe open.
            if _has_ended(self._child) and not self._says_something(0.0):
                raise pipes.Gone
        try:
            return pipes.taken(self._answered, Deadline.after(ANSWER_SECONDS))
        except pipes.Gone:
            self.cell, _ = self._whereabouts.read()
            raise

    def _says_something(self, seconds: float) -> bool:
        return bool(select.select([self._answered], [], [], max(0.0, seconds))[0])

    def end(self, seconds: float = 0.0) -> bool:
        """Hang up, and see it end by itself within so many seconds, or end it; whether it ended well by itself."""
        child, self._child = self._child, 0
        if not child:
            return True
        ended, status = False, 1
        try:
            os.close(self._asking)
            until = time.monotonic() + seconds
            while not (ended := _has_ended(child)) and time.monotonic() < until:
                time.sleep(MOMENT_SECONDS)
        finally:  # whatever interrupts this
            if not ended:
                os.kill(child, signal.SIGKILL)  # not yet waited for, so its number is still its own
            _, status = os.waitpid(child, 0)
            os.close(self._answered)
            shutil.rmtree(self._folder, ignore_errors=True)
        return ended and status == 0


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _be(work: Work, place: Path, asked: int, answering: int, whereabouts: Whereabouts, keep: Collection[int]) -> None:
    """The fork's life. Never returns."""
    status = 1
    try:
        _close_all_but({0, 1, 2, asked, answering, *keep})
        work(place, asked, answering, whereabouts)
        status = 0
    except BaseException:
        # For the log of whoever runs the grader; what it means is decided by the one who waits.
        traceback.print_exc()
    finally:
        os._exit(status)


def _close_all_but(keep: Collection[int]) -> None:
    first = 0
    for descriptor in sorted(keep):
        if first < descriptor:  # an empty range from 0 would be taken for all there is
            os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
