"""A student's process without a sandbox (`--sandbox none`), for one's own code and for machines that can make none.

It has the face of a sandboxed process and none of its walls: what it runs can read and change whatever the grader can.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nbviva.sandbox.launch import Ending
from nbviva.sandbox.limits import Holding

_SAID = (
    "import socket, sys; from nbviva import student; "
    "raise SystemExit(student.main(socket.socket(fileno=int(sys.argv[1]))))"
)


# To CUDA, a list of no device: "use the GPU where there is one" finds none.
NO_GPU = {"CUDA_VISIBLE_DEVICES": ""}


class Unsandboxed:
    """One student's process, in a folder of its own and with the grader's rights."""

    def __init__(self, files: dict[str, str], *, gpu: bool = False) -> None:
        """`files`: name in the process's folder -> path on this machine; `gpu`: whether it may use one."""
        self.channel, theirs = socket.socketpair()
        self._folder = Path(tempfile.mkdtemp(prefix="nbviva-"))
        for name, path in files.items():
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self._folder / name)
        self._began = time.monotonic()
        self._ending: Ending | None = None
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
        environment |= {} if gpu else NO_GPU
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SAID, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment | {"HOME": str(self._folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                cwd=self._folder,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def holdings(self) -> tuple[Holding, ...]:
        """No limit holds."""
        return ()

    def restart_clock(self) -> bool:
        """Whether it is still there; it has no clock."""
        return self._process.poll() is None

    def wait(self, seconds: float | None = None) -> Ending:
        """Its Ending; TimeoutError."""
        if self._ending is None:
            try:
                status = self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                raise TimeoutError from None
            self._clean(status, "")
        assert self._ending is not None
        return self._ending

    def stop(self) -> Ending:
        """End it and what it started in its session."""
        if self._ending is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._clean(self._process.wait(), "stopped")
        assert self._ending is not None
        return self._ending

    def _clean(self, status: int, code: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)
        number = -status if status < 0 else None
        code = code or ("crashed" if number else "failed" if status else "ended")
        seconds = time.monotonic() - self._began
        self._ending = Ending(code, seconds, None if number else status, number, b"", 0, ())
