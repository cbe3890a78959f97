"""The warm start: one process that holds the imported modules, from which a student is forked for each submission.

The warm process lives in an outer box with the file layout of a student's; a fork of it leaves for namespaces of its
own, and has the same walls, limits and face as a cold start (sandbox.launch), which stays the reference. What happens
inside: sandbox.warm_server. Every wait for an answer from inside has a deadline, and where the warm process is gone
or no use, a SandboxError says so and the caller may start cold.

Students of one warm process share what a fork shares: the layout of addresses and the seed of hashes. Random numbers
are drawn anew. bubblewrap ends with the *thread* that started it: make a Warm in a thread that lives as long.
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
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nbviva.sandbox import seccomp
from nbviva.sandbox.bubblewrap import Box, plan_warm, process_limits, scratch
from nbviva.sandbox.cgroups import ControlGroup
from nbviva.sandbox.inside import READY
from nbviva.sandbox.limits import Limits
from nbviva.sandbox.running import END_SECONDS, START_SECONDS, Running, wait_gone
from nbviva.sandbox.starting import Starting, command_line, first_process, readable, refusal, run, uid_outside
from nbviva.sandbox.words import SandboxError

PRELOAD_SECONDS = 180.0  # importing torch from a cold disk takes long
MESSAGE_BYTES = 4096
OUTPUT_BYTES = 4000
GO = b"G"
REFUSED_INSIDE = ("warm_denied", "warm_failed", "warm_threads", "warm_shared")  # what the other side may say of itself


def _message(connection: socket.socket, deadline: float, *, descriptors: int = 0) -> tuple[dict[str, Any], list[int]]:
    """The next message and what came with it; an empty one at the end of the connection or at the deadline."""
    if not readable(connection.fileno(), deadline):
        return {}, []
    received: list[int] = []
    try:
        if descriptors:
            data, received, _, _ = socket.recv_fds(connection, MESSAGE_BYTES, descriptors)
        else:
            data = connection.recv(MESSAGE_BYTES)
        said = json.loads(data)
    except (OSError, ValueError, RecursionError):
        said = {}
    for descriptor in received:
        os.set_inheritable(descriptor, False)
    return (said if type(said) is dict else {}), received


def _refused(said: dict[str, Any]) -> SandboxError | None:
    """The error for what the other side says of itself."""
    code, detail = said.get("refused"), said.get("detail")
    if type(code) is not str or code not in REFUSED_INSIDE:
        return None
    return SandboxError(code, detail if type(detail) is str else "")


class Warm:
    """A warm process: `start` forks a student's process from it. Use it in a `with` block, or `close` it."""

    def __init__(
        self, box: Box, entry: str, limits: Limits, preload: tuple[str, ...] = (), *, drop_root: bool = True
    ) -> None:
        """Import `preload` and then `entry` (see Sandboxed) in an outer box, and try that a student can be forked.

        limits: of a student, where `start` is given no others; the warm process itself has no wall clock. What is
        imported here runs before any limit: it is trusted, and none of a student's. drop_root: as Sandboxed.
        Raises SandboxError.
        """
        if sys.platform != "linux":
            raise SandboxError("not_linux", sys.platform)
        self.limits = limits
        self.namespaces: dict[str, str] = {}
        """The warm process's own namespaces: a student must be in none of them."""
        self._lock = threading.Lock()
        self._maker = os.getpid()
        self._init: int | None = None
        uid = uid_outside() if drop_root else None
        self.uid_zero = os.geteuid() == 0 and uid is None
        """Whether students keep the administrator's number outside."""
        todo = plan_warm(box, limits, entry, seccomp.program(), preload)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        start = Starting()
        start.stack.callback(theirs.close)
        try:
            info, self._output = (start.pipe(child_reads=False) for _ in range(2))
            start.passed.append(theirs.fileno())
            info_fd, output_fd = start.passed[:2]
            command = command_line(start, todo, ["--info-fd", str(info_fd)], theirs.fileno(), uid)
            self._process = run(start, command, output_fd)
        except BaseException:
            self._control.close()
            raise
        finally:
            start.stack.close()
        try:
            self._warm_up(info)
            with self._start(limits, trial=True):
                pass  # it stood
        except BaseException:
            self.close()
            raise
        finally:
            os.close(info)

    def _warm_up(self, info: int) -> None:
        """Take hold of the outer box's first process, and wait until all is imported."""
        deadline = time.monotonic() + PRELOAD_SECONDS
        first = first_process(info, time.monotonic() + START_SECONDS)
        if first is not None:
            self._init = os.pidfd_open(first)
        printed = self._listen(deadline) if first is not None else b""
        said, _ = _message(self._control, time.monotonic())
        refused = _refused(said)
        if refused is not None:
            raise refused
        if time.monotonic() >= deadline:
            raise SandboxError("warm_failed", f"not imported within {PRELOAD_SECONDS:.0f} seconds")
        namespaces = said.get("namespaces")
        if type(namespaces) is not dict:
            self.end()
            raise refusal(printed + _taken(self._output))
        self.namespaces = {str(name): str(link) for name, link in namespaces.items()}

    def _listen(self, deadline: float) -> bytes:
        """Wait for the warm process's first message; what is printed meanwhile is read, so that no full pipe blocks."""
        printed = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._output, selectors.EVENT_READ)
            while (left := deadline - time.monotonic()) > 0:
                ready = [key.fileobj for key, _ in selector.select(left)]
                if self._output in ready:
                    piece = _taken(self._output)
                    printed += piece[: OUTPUT_BYTES - len(printed)]
                    if not piece:
                        selector.unregister(self._output)
                if self._control in ready:
                    break
        return printed

    @property
    def alive(self) -> bool:
        """Whether the warm process is there; the next start may still find it gone."""
        # Asked by its descriptor, so that a fork of the process that made it may use it too: it has no children to wait for.
        return self._init is not None and not readable(self._init, 0.0)

    def descriptors(self) -> tuple[int, ...]:
        """Those by which a fork of this process starts students, too."""
        return () if self._init is None else (self._control.fileno(), self._init)

    def start(self, limits: Limits | None = None) -> "Forked":
        """Fork a student's process and wait until its box stands.

        Raises SandboxError: `warm_gone` or another code of a warm start, whereupon the caller may start cold.
        """
        return self._start(limits or self.limits, trial=False)

    def _start(self, limits: Limits, *, trial: bool) -> "Forked":
        with self._lock:
            if not self.alive:
                raise SandboxError("warm_gone")
            return Forked(self, limits, trial=trial)

    def request(self, words: dict[str, Any], descriptors: list[int]) -> None:
        """Hand a request to the warm process. Raises SandboxError (`warm_gone`)."""
        message = json.dumps(words).encode()
        self._control.settimeout(START_SECONDS)
        try:
            socket.send_fds(self._control, [message], descriptors)
        except (OSError, TimeoutError) as error:
            raise SandboxError("warm_gone", str(error)) from None

    def give_up(self) -> None:
        """It does not answer: end it, unless this is a fork of the process that made it, beside which others use it."""
        if os.getpid() == self._maker:
            self.end()

    def end(self) -> None:
        """End the warm process now, with whatever it was about to do: it can start nobody any more."""
        if self._init is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init, signal.SIGKILL)
        try:
            self._process.wait(END_SECONDS if self._init is not None else 0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the warm process, and every student that still runs. Safe to call twice."""
        self.end()
        self._control.close()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1
        if self._init is not None:
            wait_gone(self._init)
            os.close(self._init)
            self._init = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Forked(Running):
    """A student's process forked from a warm one (see Running); made by Warm.start."""

    def __init__(self, warm: Warm, limits: Limits, *, trial: bool) -> None:
        super().__init__(limits, ControlGroup(limits), uid_zero=warm.uid_zero)
        self.channel, channel = socket.socketpair()
        self._reports, reports = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._output, stray = os.pipe()
        words = {"scratch": scratch(limits), "limits": process_limits(limits), "trial": trial}
        try:
            try:
                warm.request(words, [channel.fileno(), reports.fileno(), stray])
            finally:
                channel.close()
                reports.close()
                os.close(stray)
            self._let_begin(warm)
        except BaseException:
            self._end("stopped")
            if self._init is not None:
                wait_gone(self._init)
            self._let_go()
            self.channel.close()
            raise
        self._begin()

    def _let_begin(self, warm: Warm) -> None:
        """Take hold of the first process of the PID namespace, put it under its limits, and wait until it is READY."""
        deadline = time.monotonic() + START_SECONDS
        said, descriptors = _message(self._reports, deadline, descriptors=1)
        if not descriptors:
            raise self._failed(warm, said, deadline)
        self._init = descriptors[0]
        self._group.admit(_number(self._init))
        try:
            self._reports.send(GO)
            self.channel.settimeout(max(0.001, deadline - time.monotonic()))
            ready = self.channel.recv(1)
        except OSError:  # a time-out is one
            ready = b""
        if ready != READY:
            raise self._failed(warm, {}, deadline)
        self.channel.settimeout(None)

    def _failed(self, warm: Warm, said: dict[str, Any], deadline: float) -> SandboxError:
        """Why no student came to stand: what the other side said of it, or what it printed, or nothing."""
        said = said or _message(self._reports, time.monotonic() + 0.1)[0]
        refused = _refused(said)
        if refused is not None:
            return refused
        if "status" in said:  # the fork ended before it was READY
            self._read_stray()
            return SandboxError("warm_failed", bytes(self._stray[-500:]).decode("utf-8", "replace").strip())
        late = time.monotonic() >= deadline
        if late:
            warm.give_up()
        return SandboxError("warm_gone", f"no answer within {START_SECONDS:.0f} seconds" if late else "")

    def _how(self) -> tuple[int | None, int | None]:
        assert self._init is not None
        wait_gone(self._init)
        status = _message(self._reports, time.monotonic())[0].get("status")
        if type(status) is int and 0 <= status < 1 << 16:
            if os.WIFEXITED(status):
                return os.WEXITSTATUS(status), None
            if os.WIFSIGNALED(status):
                return None, os.WTERMSIG(status)
        return None, signal.SIGKILL  # the first process was ended before it could say anything

    def _let_go(self) -> None:
        super()._let_go()
        self._reports.close()


def _number(process: int) -> int:
    """The number of a process on this side, from a pidfd that was opened on the other."""
    for line in Path(f"/proc/self/fdinfo/{process}").read_text(encoding="ascii").splitlines():
        # 0 would be a process that cannot be seen from here, -1 one that is gone.
        if line.startswith("Pid:") and int(line.split()[1]) > 0:
            return int(line.split()[1])
    raise SandboxError("warm_gone", "the fork ended at once")


def _taken(output: int) -> bytes:
    """What a pipe holds now, without waiting."""
    os.set_blocking(output, False)
    try:
        return os.read(output, 65536)
    except BlockingIOError:
        return b""
