"""A student's process that runs: one socket to talk to it, its stray output, its wall clock, and a named ending.

What the cold start (sandbox.launch) and the warm one (sandbox.warm) have in common. Every byte that comes out of the
sandbox is foreign; nothing here interprets any. It must end everything inside when told to, whatever happens inside.
"""

import contextlib
import os
import selectors
import signal
import socket
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from nbviva.sandbox.cgroups import ControlGroup
from nbviva.sandbox.inside import MEMORY_STATUS
from nbviva.sandbox.limits import Holding, Limits, what_holds
from nbviva.sandbox.starting import readable

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


class Running(ABC):
    """A running sandbox: `channel` to talk to its process, `wait` for its Ending, `stop` to end it now.

    Use it in a `with` block, which leaves nothing running. A subclass starts the process, sets `channel`, `_output`
    (the reading end of the stray output) and `_init` (a pidfd of the first process of the PID namespace), waits until
    the box stands, and then calls `_begin`.
    """

    channel: socket.socket
    _output: int

    def __init__(self, limits: Limits, group: ControlGroup, *, uid_zero: bool) -> None:
        self.limits = limits
        self._group = group
        self._uid_zero = uid_zero
        self._ending: Ending | None = None
        self._reason = ""
        self._stray = bytearray()
        self._stray_lost = 0
        self._init: int | None = None
        self._began = time.monotonic()
        self._deadline = float("inf")
        self._watcher = threading.Thread(target=self._watch, name="nbviva-sandbox", daemon=True)

    @abstractmethod
    def _how(self) -> tuple[int | None, int | None]:
        """After the end, within END_SECONDS or so: the exit status, or else the signal that ended the process."""

    def _begin(self) -> None:
        """The box stands: the clock runs from now."""
        self._began = time.monotonic()
        self._deadline = self._began + self.limits.wall_seconds
        self._watcher.start()

    def restart_clock(self) -> bool:
        """Give it all its time again from now, where it has stood ready and waited; whether it is still there."""
        self._began = time.monotonic()
        self._deadline = self._began + self.limits.wall_seconds
        init = self._init
        if self._ending is not None or self._reason or init is None:
            return False
        try:
            return not readable(init, 0.0)  # its end may not have been noticed yet
        except (OSError, ValueError):
            return False

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
            if time.monotonic() > self._deadline:
                return True

    def _watch(self) -> None:
        """Until the PID namespace is empty: read stray output, and at the deadline end everything."""
        assert self._init is not None
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
        exit_status, signal_number = self._how()
        wait_gone(self._init)
        self._read_stray()
        self._ending = self._ended(exit_status, signal_number, seconds)
        self._let_go()

    def _ended(self, exit_status: int | None, signal_number: int | None, seconds: float) -> Ending:
        if self._reason:
            code = self._reason
        elif exit_status == MEMORY_STATUS or self._group.memory_kills():
            code = "memory_limit"
        elif signal_number is not None:
            code = "crashed"
        else:
            code = "failed" if exit_status else "ended"
        kept = bytes(self._stray)
        return Ending(code, seconds, exit_status, signal_number, kept, self._stray_lost, self.holdings())

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


def wait_gone(first_process: int) -> None:
    """Wait until a PID namespace is empty: its first process ends last."""
    with selectors.DefaultSelector() as selector:
        selector.register(first_process, selectors.EVENT_READ)
        selector.select(END_SECONDS)
