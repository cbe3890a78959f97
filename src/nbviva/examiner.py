"""The examiner: one clean process a worker, which forks a process of its own for each submission.

    python -m nbviva.examiner DESCRIPTOR        (started by `nbviva.engines`, and by nobody else)

It is told the unit and the settings once, imports what the unit's cells import, makes the warm process of the students
and tries the sandbox. For each submission it forks (`nbviva.ahead`): intake, rebuild, setup and test cells happen in
the fork, under a limit on memory, so that nothing a submission holds can reach the next. A fork that dies or hangs over
a cell is replaced by one that leaves this cell out, whose ever it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import gc
import importlib
import json
import os
import resource
import signal
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import Any, NoReturn

from nbviva import pipes
from nbviva.ahead import Ahead, Whereabouts
from nbviva.allocation import keep_memory
from nbviva.beginning import Beginning, found
from nbviva.candidate import Start
from nbviva.examination import Examination
from nbviva.intake import Refusal, intake
from nbviva.made_with import made_with
from nbviva.names import names, own
from nbviva.namespace import Namespace
from nbviva.not_taken import refuse
from nbviva.place import explained, is_fault
from nbviva.plainstart import NO_GPU
from nbviva.reasons import REASONS, reason
from nbviva.sandbox import SandboxError
from nbviva.session import Running
from nbviva.shell import CellShell
from nbviva.student import rehearse, touch
from nbviva.terms import Settings
from nbviva.unit import Unit
from nbviva.wire.limits import MIB

BEGIN_SECONDS = 60.0  # for a fork to come to the first cell of a submission
LEAVING_SECONDS = 12.0  # for a fork that has said all to see its student's process end, and to end
GRACE_SECONDS = 15.0  # what an examination may take beyond its own limits before it is ended from outside
MEMORY_MEBIBYTES = 8192  # of address space, beyond what is there when a submission's fork begins
PR_SET_PDEATHSIG = 1
BANS = 5  # cells that are left out of one submission, each after it broke a fork
ATTEMPTS = 3  # forks that may break down over one submission otherwise


class Examiner:
    """Examines submissions of one unit."""

    def __init__(self, unit: dict[str, Any], settings: dict[str, Any]) -> None:
        """Import, warm up, try the sandbox. Raises SandboxError."""
        self._number = os.getpid()
        self.unit = Unit.from_json(unit)
        self.beginning = Beginning(self.unit, settings)
        known = {field.name for field in dataclasses.fields(Settings)}
        chosen = {name: value for name, value in settings.items() if name in known and name != "devices"}
        torch_hidden = "torch" in settings["without_packages"]
        self.settings = Settings(**chosen, tensors=not torch_hidden)
        for name in self.beginning.modules:
            if found(name):
                with contextlib.suppress(Exception):  # a cell that imports it will say what is wrong
                    importlib.import_module(name)
        torch: Any = sys.modules.get("torch")
        if torch is not None:
            torch.set_num_threads(1)
        self.namespace = Namespace()
        self.shell = CellShell.made(self.namespace)
        if not self.beginning.gpu:  # a fork could no longer use a GPU that was touched before it
            rehearse(self.shell, self.beginning.tests)
        for cell in self.unit.master["cells"]:  # read once here, and not in each fork
            if cell["cell_type"] == "code":
                own(cell["source"])
                names(cell["source"])
        self.sandbox = {
            "kind": self.beginning.kind,
            "start": self.beginning.mode,
            "limits": {name: settings[name] for name in sorted(settings) if name.endswith(_UNITS)},
            "not_held": self.beginning.not_held(),
        }
        self.versions = made_with(self.unit, settings)
        self._next: Ahead | None = None  # a fork that waits for a submission
        self._last: Ahead | None = None  # one that has said all, and ends
        self._stale = False  # the warm process may hold a student's that nobody has seen end
        gc.collect()
        gc.freeze()  # or each fork's first collection would copy every page

    def examine(self, folder: str, student: str, key: str) -> dict[str, Any]:
        """The Examined of one submission, whatever becomes of the processes that make it. Raises pipes.Gone."""
        made: dict[str, Any] = json.loads(self.examined(folder, student, key))
        return made

    def examined(self, folder: str, student: str, key: str) -> bytes:
        """The same as JSON, as it was written by the process that made it."""
        banned: dict[str, dict[str, str]] = {}
        suspected: set[str] = set()
        broken = 0
        while True:
            made, at, late = self._forked({"folder": folder, "student": student, "key": key, "banned": banned})
            if made is not None:
                return made
            # Whatever the student's process was doing, it must be gone before the next begins.
            self.rest(anew=True)
            if at and at not in banned and len(banned) < BANS:
                # Once may be an accident of this machine (the kernel ran out of memory, somebody killed it), which must
                # cost a student nothing; what breaks over a cell again was the cell.
                if not late and at not in suspected:
                    suspected.add(at)
                    continue
                limit = f"{self.settings.cell_seconds:g} s"
                if self.unit.roles.get(at) != "test":
                    banned[at] = reason("left_out")
                elif late:
                    banned[at] = reason("too_slow", limit=limit)
                else:
                    banned[at] = reason("test_error", "the examiner's process ended")
                continue
            broken += 1
            if broken >= ATTEMPTS:
                raise pipes.Gone

    def close(self) -> None:
        """End every process of this unit's."""
        self._let_go()
        self.beginning.close()

    def rest(self, *, anew: bool = False) -> None:
        """Have nothing stand ready and nothing leave; the next examination begins with a fork of its own.

        `anew`: and with a new warm process. It must not be called while a fork examines.
        """
        # A student's process that its fork has not seen end goes with the warm one; with it goes every other student's.
        if not self._let_go() or anew or self._stale or not self.beginning.stands():
            self.beginning.warm_up_again()
            self._stale = False

    def _let_go(self) -> bool:
        well = [fork.end(LEAVING_SECONDS) for fork in (self._last, self._next) if fork is not None]
        self._last = self._next = None
        return all(well)

    def _forked(self, task: dict[str, Any]) -> tuple[bytes | None, str, bool]:
        """(what was made, the cell that a fork broke over, whether it hung)."""
        if self._next is None or self._stale:
            self.rest()
        fork, self._next = self._next or self._ahead(), None
        try:
            try:
                fork.ask(task, BEGIN_SECONDS)
            except pipes.Gone:  # ended while it waited: it has seen nothing of the submission
                fork.end()
                fork = self._ahead()
                fork.ask(task, BEGIN_SECONDS)
            self._make_ready()
            made = fork.answer(GRACE_SECONDS)
        except pipes.Gone as gone:
            fork.end()
            return None, fork.cell, gone.late
        except BaseException:
            fork.end()
            raise
        self._last = fork
        return made, "", False

    def _ahead(self) -> Ahead:
        return Ahead(self.unit.files, self._in_fork, self.beginning.descriptors())

    def _make_ready(self) -> None:
        """While a fork examines: see the one before end, and make the next."""
        last, self._last = self._last, None
        if last is not None and not last.end(LEAVING_SECONDS):
            self._stale = True  # renewed when nobody is examined
        if not self._stale and self.beginning.stands():
            with contextlib.suppress(OSError):  # it is asked for again when it is needed, and will say what is wrong
                self._next = self._ahead()

    def _in_fork(self, place: Path, asked: int, answering: int, whereabouts: Whereabouts) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _end_with(self._number)
        self.shell.become_current()
        _limit_memory(MEMORY_MEBIBYTES, gpu=self.beginning.gpu)
        if self.beginning.gpu:
            self.settings = dataclasses.replace(self.settings, devices=(*self.settings.devices, *gpus()))
        os.chdir(place)
        sys.path.insert(0, str(place))
        waiting: list[Running] = []
        with contextlib.suppress(SandboxError, OSError):  # tried again when it is needed
            waiting.append(self.beginning.begin())
        touch(self.shell)
        try:
            try:
                task = pipes.receive(asked)
            except pipes.Gone:  # there is no next one
                return

            def begin() -> Running:
                if waiting and waiting[-1].restart_clock():
                    return waiting.pop()
                return self.beginning.begin()

            with contextlib.ExitStack() as afterwards:
                made = self._examined(task, begin, whereabouts, afterwards)
                made["verdict"] |= {
                    "student": task["student"],
                    "versions": self.versions,
                    "sandbox": self.sandbox | {"start": self.beginning.mode},
                }
                pipes.send(answering, made)
        finally:
            for running in waiting:
                running.stop()

    def _examined(
        self, task: dict[str, Any], begin: Start, whereabouts: Whereabouts, afterwards: contextlib.ExitStack
    ) -> dict[str, Any]:
        """The notebook and its verdict. `afterwards`, when they have been sent, the student's process ends."""
        taken = intake(Path(task["folder"]), f"{self.unit.notebook}.ipynb", grade_ids=self.unit.grade_ids)
        if isinstance(taken, Refusal):
            return refuse(self.unit, taken, self.settings)
        unit = self.unit.handed_out_as(taken.sources)
        key = bytes.fromhex(task["key"])
        examination = Examination(unit, taken, self.settings, self.shell, begin, key, whereabouts.at, task["banned"])
        afterwards.callback(examination.close)
        return examination.run()


_UNITS = ("_seconds", "_mebibytes", "_kibibytes", "_count")


def gpus() -> tuple[str, ...]:
    """The GPUs that torch finds here, as it names them; only these may a tensor lie on when it arrives."""
    torch: Any = sys.modules.get("torch")
    count = torch.cuda.device_count() if torch is not None and torch.cuda.is_available() else 0
    return tuple(f"cuda:{number}" for number in range(count))


def _limit_memory(mebibytes: int, *, gpu: bool = False) -> None:
    """A limit on addresses; with a GPU on data only, since CUDA reserves far more addresses than it ever uses."""
    kind, column = (resource.RLIMIT_DATA, 5) if gpu else (resource.RLIMIT_AS, 0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[column])
    limit = pages * resource.getpagesize() + mebibytes * MIB
    ceiling = resource.getrlimit(kind)[1]
    limit = limit if ceiling == resource.RLIM_INFINITY else min(limit, ceiling)
    resource.setrlimit(kind, (limit, limit))


def _end_with(parent: int) -> None:
    """Have the kernel end this process when the thread that started it ends: nobody may grade on after the grader."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it had ended before
        os._exit(1)


_leaving = threading.Event()


def _leave(*_: object) -> NoReturn:
    """Asked to end in the middle of an examination: put away what was made for it first."""
    _leaving.set()  # IPython, which rehearses the tests, catches every SystemExit
    raise SystemExit(1)


def main() -> int:
    """Serve one worker until it hangs up."""
    _end_with(os.getppid())
    signal.signal(signal.SIGTERM, _leave)
    keep_memory()
    channel = int(sys.argv[1])
    os.set_inheritable(channel, False)
    examiner: Examiner | None = None
    try:
        while not _leaving.is_set():
            asked = pipes.receive(channel)
            try:
                if "unit" in asked:
                    if not asked["settings"]["devices"]:  # before torch looks: tests must ask where students can answer
                        os.environ.update(NO_GPU)
                    if examiner is not None:
                        examiner.close()
                    examiner = Examiner(asked["unit"], asked["settings"])
                    answer = pipes.encoded({"ready": examiner.sandbox})
                else:
                    assert examiner is not None
                    made = examiner.examined(asked["folder"], asked["student"], asked["key"])
                    answer = b'{"examined": ' + made + b"}"
            except SandboxError as problem:
                refused = {"code": problem.code, "detail": problem.detail, "sentence": str(problem)}
                answer = pipes.encoded({"refused": refused})
            except pipes.Gone:
                answer = pipes.encoded({"broken": REASONS["examiner_lost"]})
            except Exception as problem:
                answer = pipes.encoded({"broken": traceback.format_exc()[-2000:]})
                if is_fault(problem):
                    assert isinstance(problem, OSError)
                    sentence = str(explained(problem, problem.filename or tempfile.gettempdir()))
                    answer = pipes.encoded({"no_place": sentence})
            pipes.pass_on(channel, answer)
        return 1
    except pipes.Gone:
        return 0
    finally:
        if examiner is not None:
            examiner.close()


if __name__ == "__main__":
    raise SystemExit(main())
