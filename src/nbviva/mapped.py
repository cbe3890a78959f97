"""Maps the examination of one assignment over worker processes, and lets no submission end the run.

A worker that dies takes with it what it was examining: each of those is tried once more, alone. What cannot be examined
comes back as a refusal with the reason "internal".
"""

from __future__ import annotations

import copy
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

from .attention import INTERNAL
from .place import PlaceError
from .private import key_for
from .sandbox import SandboxError
from .unit import Unit
from .verdict import Examined, Reason, kinds, refused
from .versions import versions
from .worker import Answer, Examine, end_with_parent, work

ATTEMPTS = 3
"""Submissions that must find no sandbox, before any other has found one, for the machine to be at fault."""
_SENTENCE = (
    "This submission could not be examined because of a fault of the grader, not of the student. "
    "It has no points until it is graded again."
)


@dataclass(frozen=True)
class Task:
    """One notebook of one student's."""

    student: str
    notebook: str


class Mapped:
    """Maps the examination over submissions, and lets no submission end the run."""

    def __init__(
        self,
        coursedir: Any,
        assignment: str,
        units: Sequence[Unit],
        secret: bytes,
        settings: Mapping[str, Any],
        examine: Examine,
    ) -> None:
        self._coursedir = coursedir
        self._assignment = assignment
        self._units = {unit.notebook: unit for unit in units}
        self._secret = secret
        self._settings = settings
        self._examine = examine
        self._found: dict[str, dict[str, Examined]] = {}
        self._begun: set[str] = set()
        self._without_sandbox: set[Task] = set()
        self._had_sandbox = False
        self._linger: float | None = None

    def folder(self, student: str) -> Path:
        """Where the submission lies."""
        return Path(self._coursedir.format_path(self._coursedir.submitted_directory, student, self._assignment))

    def examined(
        self,
        students: Sequence[str],
        executor: Executor | None,
        workers: int,
        before: Callable[[str], None],
        linger_seconds: float | None = None,
    ) -> Iterator[tuple[str, list[Examined]] | None]:
        """Yield each student with all notebooks examined, as they come; None when none has come for `linger_seconds`.

        Raises SandboxError and PlaceError where the machine lets nobody be examined.
        """
        if not students:
            return
        self._linger = linger_seconds
        waiting = deque(Task(student, notebook) for student in students for notebook in self._units)
        if executor is not None:
            yield from self._through(executor, waiting, 4 * workers, before)
            return
        workers = max(1, min(workers, len(waiting)))
        while waiting:
            with pool(workers) as executor_of_ours:
                yield from self._through(executor_of_ours, waiting, workers + 1, before)
            suspects = [task for task in waiting if task in self._suspects]
            for task in suspects:
                waiting.remove(task)
                with pool(1) as one:
                    alone = deque([task])
                    yield from self._through(one, alone, 1, before)
                if alone:
                    yield from self._came(task, self._internal(task, "The worker process ended without an answer."))

    def _through(
        self, executor: Executor, waiting: deque[Task], at_once: int, before: Callable[[str], None]
    ) -> Iterator[tuple[str, list[Examined]] | None]:
        """Examine what is waiting until it is empty, or the executor is broken: then `_suspects` wait again."""
        running: dict[Future[Answer], Task] = {}
        self._suspects: set[Task] = set()
        while waiting or running:
            try:
                while waiting and len(running) < at_once:
                    task = waiting[0]
                    if task.student not in self._begun:
                        self._begun.add(task.student)
                        before(task.student)
                    running[self._submit(executor, task)] = task
                    waiting.popleft()
            except BrokenProcessPool:
                self._suspects |= set(running.values())
                waiting.extend(task for task in running.values())
                return
            done, _ = wait(running, self._linger, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            broken = False
            for future in done:
                task = running.pop(future)
                try:
                    answer = future.result()
                except BrokenProcessPool:
                    broken = True
                    self._suspects.add(task)
                    waiting.append(task)
                    continue
                except Exception as problem:
                    # Of an executor that is not ours: it could not carry the task or the answer.
                    answer = Answer(failed="".join(traceback.format_exception_only(problem)))
                if answer.no_place:
                    raise PlaceError(answer.no_place)
                if answer.no_sandbox is not None and self._may_try_again(task, answer.no_sandbox):
                    waiting.append(task)
                    continue
                yield from self._came(task, answer.examined or self._internal(task, _why(answer)))
            if broken:
                self._suspects |= set(running.values())
                waiting.extend(running.values())
                return

    def _may_try_again(self, task: Task, problem: tuple[str, str]) -> bool:
        """After a SandboxError: once more for each. Raises it where it is the machine's and not a submission's doing."""
        again = task not in self._without_sandbox
        self._without_sandbox.add(task)
        if not self._had_sandbox and (not again or len(self._without_sandbox) >= ATTEMPTS):
            raise SandboxError(*problem)
        return again

    def _submit(self, executor: Executor, task: Task) -> Future[Answer]:
        unit = self._units[task.notebook]
        key = key_for(self._secret, self._assignment, task.notebook, task.student)
        with _nobody_is_main():
            return executor.submit(
                work, self._examine, unit.to_json(), str(self.folder(task.student)), task.student, key, self._settings
            )

    def _came(self, task: Task, found: Examined) -> Iterator[tuple[str, list[Examined]]]:
        self._had_sandbox = self._had_sandbox or found["verdict"]["sandbox"]["start"] != "none"
        there = self._found.setdefault(task.student, {})
        there[task.notebook] = found
        if len(there) == len(self._units):
            del self._found[task.student]
            yield task.student, list(there.values())

    def _internal(self, task: Task, detail: str) -> Examined:
        unit = self._units[task.notebook]
        return internal_refusal(unit, task.student, detail)


def _why(answer: Answer) -> str:
    return str(SandboxError(*answer.no_sandbox)) if answer.no_sandbox else answer.failed


def internal_refusal(unit: Unit, student: str, detail: str) -> Examined:
    """What is recorded of a notebook that could not be examined: the notebook as it was handed out, and no points."""
    notebook = copy.deepcopy(unit.master)
    for cell, (key, role) in zip(notebook["cells"], unit.roles.items(), strict=True):
        if role == "answer":
            cell["source"] = unit.released[key]
        elif role == "test" and cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": _SENTENCE + "\n"}]
    verdict = refused(
        assignment=unit.assignment,
        notebook=unit.notebook,
        student=student,
        master=unit.master,
        master_sha256=unit.master_sha256,
        kinds=kinds(unit.master, unit.roles),
        reason=Reason(code=INTERNAL, sentence=_SENTENCE, detail=detail[:2000]),
        versions=versions(()),
    )
    return Examined(notebook=notebook, verdict=verdict)


def pool(workers: int) -> ProcessPoolExecutor:
    """Worker processes that end with this one, however it ends."""
    # Spawned, not forked: this process has threads, open sockets and the gradebook.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=end_with_parent)


@contextmanager
def _nobody_is_main() -> Iterator[None]:
    """Let a worker that is started now not load this program's main module again, which takes nbgrader seconds."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
