"""`examine`: one submission's folder, unit and settings in; its autograded notebook and verdict out. It records nothing.

A worker keeps one examiner process (`nbviva.examiner`) and reuses it for as long as unit and settings stay the same.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbviva import pipes
from nbviva.place import PlaceError
from nbviva.sandbox import SandboxError
from nbviva.unit import Unit
from nbviva.verdict import Examined
from nbviva.wire.limits import Deadline

READY_SECONDS = 300.0  # until everything is imported and tried: torch from a cold disk takes long


class ExaminerLost(RuntimeError):  # noqa: N818  what happened to it
    """The examiner's process broke down over a submission, and over each attempt to examine it again."""


class _Engine:
    """One examiner process for one unit."""

    def __init__(self, unit: Unit, settings: Mapping[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._home = tempfile.TemporaryDirectory(prefix="nbviva-", ignore_cleanup_errors=True)
        self._seconds = float(settings["submission_seconds"])
        own = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        own |= {"IPYTHONDIR": self._home.name, "MPLCONFIGDIR": self._home.name, "PYTHONSAFEPATH": "1"}
        inherited = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "PYTHONPATH")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env=inherited | own,
                pass_fds=[theirs.fileno()],
            )
        try:
            self.sandbox = self._ask({"unit": unit.to_json(), "settings": dict(settings)}, READY_SECONDS)["ready"]
        except BaseException:
            self.close()
            raise

    def examine(self, folder: Path, student: str, key: bytes) -> Examined:
        """Raises ExaminerLost, SandboxError."""
        asked = {"folder": str(folder), "student": student, "key": key.hex()}
        examined: Examined = self._ask(asked, 4 * self._seconds + READY_SECONDS)["examined"]
        return examined

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        descriptor = self._socket.fileno()
        try:
            pipes.send(descriptor, message)
            answer: dict[str, Any] = pipes.receive(descriptor, Deadline.after(seconds))
        except pipes.Gone as gone:
            raise ExaminerLost(str(gone)) from None
        if "refused" in answer:
            raise SandboxError(answer["refused"]["code"], answer["refused"]["detail"])
        if "no_place" in answer:
            raise PlaceError(answer["no_place"])
        if "broken" in answer:
            raise ExaminerLost(answer["broken"])
        return answer

    def close(self) -> None:
        """End the process and all that it started."""
        self._socket.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._home.cleanup()


# The module's path is the worker's; the folder that a grader happens to stand in is on nobody's.
_PROGRAM = (
    "import json, sys; sys.path[:] = [p for p in json.loads(sys.argv.pop(1)) if p]; "
    "from nbviva.examiner import main; raise SystemExit(main())"
)

_engine: tuple[str, int, _Engine] | None = None


def examine(unit: Unit, folder: Path, student: str, key: bytes, settings: Mapping[str, Any]) -> Examined:
    """Examine the submission in `folder`: {"notebook": ..., "verdict": ...}, see docs/verdict.md.

    `settings`: from `nbviva.settings.Viva.for_assignment`. Raises SandboxError where no sandbox can be made or trusted,
    PlaceError where this machine has no room to examine, ExaminerLost where the examiner broke down each time.
    """
    global _engine
    wanted = json.dumps([unit.master_sha256, unit.notebook, sorted(unit.files.items()), dict(settings)], sort_keys=True)
    if _engine is None or _engine[0] != wanted or _engine[1] != os.getpid():
        close()
        _engine = (wanted, os.getpid(), _Engine(unit, settings))
    try:
        return _engine[2].examine(folder, student, key)
    except BaseException:
        close()
        raise


def close() -> None:
    """End this worker's examiner, if it has one."""
    global _engine
    if _engine is not None and _engine[1] == os.getpid():
        with contextlib.suppress(OSError):
            _engine[2].close()
    _engine = None


atexit.register(close)
