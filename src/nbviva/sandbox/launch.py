"""The cold start: one Python process in a new sandbox, one socket to talk to it, and a named ending.

Nothing here interprets what comes out of the sandbox beyond the single READY byte; reading what the socket says within
bounds is the wire's business.

bubblewrap ends with the *thread* that started it (that is how Linux counts parents): start sandboxes from a thread
that lives as long as they do.
"""

import os
import socket
import subprocess
import sys
import time

from nbviva.sandbox import seccomp
from nbviva.sandbox.bubblewrap import Box, plan
from nbviva.sandbox.cgroups import ControlGroup
from nbviva.sandbox.inside import READY
from nbviva.sandbox.limits import Limits
from nbviva.sandbox.running import END_SECONDS, START_SECONDS, Ending, Running
from nbviva.sandbox.starting import Starting, command_line, first_process, refusal, run, uid_outside
from nbviva.sandbox.words import SandboxError

__all__ = ["Ending", "Sandboxed"]


class Sandboxed(Running):
    """A student's process started cold (see Running)."""

    def __init__(self, box: Box, entry: str, limits: Limits, *, drop_root: bool = True) -> None:
        """Start `entry` (a module of box.packages with `main(channel)`) and wait until the box stands.

        drop_root: as the administrator, take a user number that owns nothing. Raises SandboxError.
        """
        if sys.platform != "linux":
            raise SandboxError("not_linux", sys.platform)
        uid = uid_outside() if drop_root else None
        todo = plan(box, limits, entry, seccomp.program())
        super().__init__(limits, ControlGroup(limits), uid_zero=os.geteuid() == 0 and uid is None)
        self.channel, theirs = socket.socketpair()
        start = Starting()
        start.stack.callback(theirs.close)
        try:
            info, block, self._output = (start.pipe(child_reads=reads) for reads in (False, True, False))
            start.passed.append(theirs.fileno())
            info_fd, block_fd, output_fd = start.passed[:3]
            extra = ["--info-fd", str(info_fd), "--block-fd", str(block_fd)]
            command = command_line(start, todo, extra, theirs.fileno(), uid)
            self._process = run(start, command, output_fd)
        except BaseException:
            self.channel.close()
            self._group.remove()
            raise
        finally:
            start.stack.close()
        try:
            self._let_begin(info, block)
        except BaseException:
            self._process.kill()
            self._process.wait()
            self._read_stray()
            self._let_go()
            self.channel.close()
            raise
        finally:
            os.close(info)
            os.close(block)
        self._begin()

    def _let_begin(self, info: int, block: int) -> None:
        """Take hold of the first process of the PID namespace, put it under its limits, and wait until it is READY."""
        deadline = time.monotonic() + START_SECONDS
        first = first_process(info, deadline)
        if first is None:
            raise self._failed()
        self._init = os.pidfd_open(first)
        self._group.admit(self._process.pid, first)
        os.write(block, b"1")
        self.channel.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            ready = self.channel.recv(1)
        except (TimeoutError, ConnectionError):
            ready = b""
        if ready != READY:
            raise self._failed()
        self.channel.settimeout(None)

    def _failed(self) -> SandboxError:
        self._process.kill()
        self._process.wait()
        self._read_stray()
        return refusal(bytes(self._stray))

    def _how(self) -> tuple[int | None, int | None]:
        try:
            status = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        # bwrap reports the end by signal N as status 128 + N, and -N is a signal to bwrap itself.
        number = status - 128 if 128 < status < 193 else -status if status < 0 else None
        return (status if number is None else None), number
