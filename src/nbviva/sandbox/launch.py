"""The cold start: one Python process in a new sandbox, one socket to talk to it, and a named ending.

Every byte that comes out of the sandbox is foreign. Nothing here interprets any beyond the single READY byte; reading
what the socket says within bounds is the wire's business.

bubblewrap ends with the *thread* that started it (that is how Linux counts parents): start sandboxes from a thread
that lives as long as they do.
"""

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from nbviva.sandbox import seccomp
from nbviva.sandbox.bubblewrap import Box, plan
from nbviva.sandbox.cgroups import ControlGroup
from nbviva.sandbox.inside import MEMORY_STATUS, READY
from nbviva.sandbox.limits import Holding, Limits, what_holds
from nbviva.sandbox.starting import Starting, command_line, uid_outside
from nbviva.sandbox.words import SandboxError

START_SECONDS = 20.0  # until READY: bwrap takes milliseconds and Python a few more, but a loaded machine is slow
END_SECONDS = 10.0  # from SIGKILL to the last process gone


@dataclass(frozen=True)
class Ending:
    """How a sandboxed process ended: `code` is a key of words.ENDINGS."""

    code: str
    seconds: float
    exit_status: int | None
    signal_number: int | None
    stray_output: bytes
    """The first bytes written to descriptors 1 and 2, cut at the limit: foreign bytes, not text."""
    stray_bytes_lost: int
    holdings: tuple[Holding, ...]
    """Which limits held."""


class Sandboxed:
    """A running sandbox: `channel` to talk to its process, `wait` for its Ending, `stop` to end it now.

    Use it in a `with` block, which leaves nothing running.
    """

    def __init__(self, box: Box, entry: str, limits: Limits, *, drop_root: bool = True) -> None:
        """Start `entry` (a module of box.packages with `main(channel)`) and wait until the box stands.

        drop_root: as the administrator, take a user number that owns nothing. Raises SandboxError.
        """
        if sys.platform != "linux":
            raise SandboxError("not_linux", sys.platform)
        self.limits = limits
        self._ending: Ending | None = None
        self._reason = ""
        self._stray = bytearray()
        self._stray_lost = 0
        self._init: int | None = None
        uid = uid_outside() if drop_root else None
        todo = plan(box, limits, entry, seccomp.program())
        self._group = ControlGroup(limits)
        self._uid_zero = os.geteuid() == 0 and uid is None
        self.channel, theirs = socket.socketpair()
        start = Starting()
        start.stack.callback(theirs.close)
        try:
            info, block, self._output = (start.pipe(child_reads=reads) for reads in (False, True, False))
            start.passed.append(theirs.fileno())
            info_fd, block_fd, output_fd = start.passed[:3]
            extra = ["--info-fd", str(info_fd), "--block-fd", str(block_fd)]
            command = command_line(start, todo, extra, theirs.fileno(), uid)
            self._process = subprocess.Popen(
                ["bwrap" if uid is None else command[0], *command[1:]],
                executable=command[0],
                stdin=subprocess.DEVNULL,
                stdout=output_fd,
                stderr=output_fd,
                env={},
                cwd="/",
                pass_fds=start.passed,
            )
        except BaseException:
            self.channel.close()
            self._group.remove()
            raise
        finally:
            start.stack.close()
        self._watcher = threading.Thread(target=self._watch, name="nbviva-sandbox", daemon=True)
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
        self._began = time.monotonic()
        self._watcher.start()

    def _let_begin(self, info: int, block: int) -> None:
        """Take hold of the first process of the PID namespace, put it under its limits, and wait until it is READY."""
        deadline = time.monotonic() + START_SECONDS
        said = b""
        while not said.rstrip().endswith(b"}"):
            piece = _read_by(info, deadline)
            if not piece:
                raise self._failed()
            said += piece
        first = int(json.loads(said)["child-pid"])
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
        """The error for a box that did not come to stand, from what bwrap said."""
        self._process.kill()
        self._process.wait()
        self._read_stray()
        said = bytes(self._stray[:500]).decode("utf-8", "replace").strip()
        denied = ("No permissions to create", "Creating new namespace failed", "setting up uid map")
        return SandboxError(
            "user_namespaces_denied" if any(sign in said for sign in denied) else "bubblewrap_failed", said
        )

    def holdings(self) -> tuple[Holding, ...]:
        """Which limits hold for this sandbox, and by what."""
        return what_holds(
            uid_zero=self._uid_zero, cgroup_memory=self._group.memory, cgroup_processes=self._group.processes
        )

    def _read_stray(self) -> bool:
        """Take what there is of stray output; False at its end."""
        os.set_blocking(self._output, False)
        while True:
            try:
                piece = os.read(self._output, 65536)
            except BlockingIOError:
                return True
            if not piece:
                return False
            room = max(0, self.limits.stray_output_kibibytes * 1024 - len(self._stray))
            self._stray += piece[:room]
            self._stray_lost += len(piece) - len(piece[:room])
            if time.monotonic() > getattr(self, "_deadline", float("inf")):
                return True

    def _watch(self) -> None:
        """Until the PID namespace is empty: read stray output, and at the deadline end everything."""
        assert self._init is not None
        self._deadline = self._began + self.limits.wall_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._init, selectors.EVENT_READ)
            selector.register(self._output, selectors.EVENT_READ)
            while True:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    self._end("wall_clock")
                    break
                ready = {key.fd for key, _ in selector.select(left)}
                if self._output in ready and not self._read_stray():
                    selector.unregister(self._output)
                if self._init in ready:
                    break
        seconds = time.monotonic() - self._began
        try:
            status = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        _wait_gone(self._init)
        self._read_stray()
        self._ending = self._ended(status, seconds)
        self._let_go()

    def _ended(self, status: int, seconds: float) -> Ending:
        # bwrap reports the end by signal N as status 128 + N, and -N is a signal to bwrap itself.
        number = status - 128 if 128 < status < 193 else -status if status < 0 else None
        if self._reason:
            code = self._reason
        elif status == MEMORY_STATUS or self._group.memory_kills():
            code = "memory_limit"
        elif number is not None:
            code = "crashed"
        else:
            code = "failed" if status else "ended"
        kept = bytes(self._stray)
        exit_status = None if number is not None else status
        return Ending(code, seconds, exit_status, number, kept, self._stray_lost, self.holdings())

    def _end(self, reason: str) -> None:
        """SIGKILL the first process of the PID namespace; the kernel ends every other one with it."""
        self._reason = self._reason or reason
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)

    def _let_go(self) -> None:
        self._group.remove()
        os.close(self._output)
        if self._init is not None:
            os.close(self._init)
            self._init = None

    def wait(self, seconds: float | None = None) -> Ending:
        """The Ending, once every process inside is gone. Raises TimeoutError after `seconds`."""
        self._watcher.join(seconds)
        if self._ending is None:
            raise TimeoutError(f"the sandbox still runs after {seconds} seconds")
        return self._ending

    def stop(self) -> Ending:
        """End everything inside now."""
        if self._ending is None:
            self._end("stopped")
        return self.wait(2 * END_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.channel.close()


def _read_by(descriptor: int, deadline: float) -> bytes:
    """A few bytes from a pipe of bwrap's, or none at its end or at the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        return os.read(descriptor, 4096) if selector.select(max(0.0, deadline - time.monotonic())) else b""


def _wait_gone(first_process: int) -> None:
    """Wait until a PID namespace is empty: its first process ends last."""
    with selectors.DefaultSelector() as selector:
        selector.register(first_process, selectors.EVENT_READ)
        selector.select(END_SECONDS)
