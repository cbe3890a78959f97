"""The examiner processes of this program: one a thread that examines, kept while unit and settings stay the same.

A pool's threads do nothing but wait for their examiners, so that a process that is killed, in whatever moment, is the
end of one stream of one thread's and never of a queue that others read: the pools of processes of the standard library
wait for ever for the rest of an answer whose writer was killed in the middle of it.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nbviva import pipes
from nbviva.place import PlaceError
from nbviva.sandbox import SandboxError
from nbviva.unit import Unit
from nbviva.verdict import Examined
from nbviva.wire.limits import Deadline

READY_SECONDS = 300.0  # until everything is imported and tried: torch from a cold disk takes long
END_SECONDS = 5.0


class ExaminerLost(RuntimeError):  # noqa: N818  what happened to it
    """The examiner's process ended over a submission (`gone`), or broke down over each attempt to examine it."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


class _Engine:
    """One examiner process for one unit."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: what one submission may take at most."""
        self._socket, theirs = socket.socketpair()
        self._home = tempfile.mkdtemp(prefix="nbviva-")
        self._seconds = seconds
        own = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        own |= {"IPYTHONDIR": self._home, "MPLCONFIGDIR": self._home, "PYTHONSAFEPATH": "1"}
        inherited = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "PYTHONPATH")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env=inherited | own,
                pass_fds=[theirs.fileno()],
                # Ctrl-C is for the program that graded; what it started, it ends itself.
                process_group=0,
            )

    def prepare(self, unit: Unit, settings: Mapping[str, Any]) -> None:
        """Have it import, warm up and try the sandbox. Raises ExaminerLost, SandboxError, PlaceError."""
        self._ask({"unit": unit.to_json(), "settings": dict(settings)}, READY_SECONDS)

    def examine(self, folder: Path, student: str, key: bytes) -> Examined:
        """Raises ExaminerLost, SandboxError, PlaceError."""
        asked = {"folder": str(folder), "student": student, "key": key.hex()}
        examined: Examined = self._ask(asked, 4 * self._seconds + READY_SECONDS)["examined"]
        return examined

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        descriptor = self._socket.fileno()
        try:
            pipes.send(descriptor, message)
            answer: dict[str, Any] = pipes.receive(descriptor, Deadline.after(seconds))
        except pipes.Gone as gone:
            raise ExaminerLost(str(gone), gone=not gone.late) from None
        if "refused" in answer:
            raise SandboxError(answer["refused"]["code"], answer["refused"]["detail"])
        if "no_place" in answer:
            raise PlaceError(answer["no_place"])
        if "broken" in answer:
            raise ExaminerLost(answer["broken"])
        return answer

    def stop(self) -> None:
        """Have it end, whatever it does: who waits for its answer finds it gone."""
        self._process.terminate()

    def ended(self) -> None:
        """Wait until it has put its things away, but not for ever."""
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the process and all that it started."""
        # Not closed yet: forks of this program may hold it as well, and a thread may wait for it.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.ended()
        self._socket.close()
        shutil.rmtree(self._home, ignore_errors=True)

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None


# The module's path is the worker's; the folder that a grader happens to stand in is on nobody's.
_PROGRAM = (
    "import json, sys; sys.path[:] = [p for p in json.loads(sys.argv.pop(1)) if p]; "
    "from nbviva.examiner import main; raise SystemExit(main())"
)


class Engines:
    """One examiner for each thread that asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._of: dict[int, tuple[str, _Engine]] = {}  # thread -> what it is for, and the process

    def examine(self, unit: Unit, folder: Path, student: str, key: bytes, settings: Mapping[str, Any]) -> Examined:
        """As `nbviva.examine.examine`."""
        thread = threading.get_ident()
        files = sorted(unit.files.items())
        wanted = json.dumps([unit.master_sha256, unit.notebook, files, dict(settings)], sort_keys=True)
        before = self._of.get(thread)
        # Its process ends with the thread that started it, and another may have the number of one that has ended.
        if before is not None and (before[0] != wanted or not before[1].alive):
            self._drop(thread)
            before = None
        try:
            if before is None:
                engine = self._added(thread, wanted, float(settings["submission_seconds"]))
                engine.prepare(unit, settings)
            else:
                engine = before[1]
            return engine.examine(folder, student, key)
        except BaseException:
            self._drop(thread)
            raise

    def _added(self, thread: int, wanted: str, seconds: float) -> _Engine:
        with self._lock:
            if self._stopped:
                raise ExaminerLost("the run has been stopped")
            engine = _Engine(seconds)
            self._of[thread] = wanted, engine
        return engine

    def _drop(self, thread: int) -> None:
        with self._lock:
            _, engine = self._of.pop(thread, ("", None))
        if engine is not None:
            with contextlib.suppress(OSError):
                engine.close()

    def stop(self) -> None:
        """End them in the middle of what they do, and let none begin."""
        with self._lock:
            self._stopped = True
            ending = [engine for _, engine in self._of.values()]
        for engine in ending:
            engine.stop()
        for engine in ending:
            engine.ended()

    def forget(self) -> None:
        """In a fork: they are its parent's."""
        self._lock = threading.Lock()
        self._of = {}

    def close(self) -> None:
        """End them when they have nothing to do."""
        for thread in list(self._of):
            self._drop(thread)


_here = threading.local()
_shared = Engines()
"""Of threads that belong to no pool of ours: a Dask worker's, or the program's own."""
atexit.register(_shared.close)
os.register_at_fork(after_in_child=_shared.forget)


def engines() -> Engines:
    """The calling thread's."""
    found: Engines = getattr(_here, "engines", _shared)
    return found


@contextlib.contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Threads with an examiner process each. They end with the block; at an error, in the middle of what they do."""
    own = Engines()

    def begin() -> None:
        _here.engines = own

    with ThreadPoolExecutor(workers, "examiner", begin) as threads:
        # An examiner ends with the thread that started it (see `nbviva.examiner`), so the threads end last.
        try:
            yield threads
        except BaseException:
            own.stop()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
        finally:
            own.close()
