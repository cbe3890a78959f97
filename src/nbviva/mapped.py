"""Maps the examination of one assignment over workers, and lets no submission end the run.

A submission whose examiner was ended from outside is examined once more, at the end and alone. What cannot be examined
comes back as a refusal with the reason "internal".
"""

from __future__ import annotations

import copy
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .attention import INTERNAL
from .engines import pool
from .place import PlaceError
from .private import key_for
from .sandbox import SandboxError
from .unit import Unit
from .verdict import Examined, Reason, kinds, refused
from .versions import versions
from .worker import Answer, Examine, work

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
        self._lost: deque[Task] = deque()
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
            yield from self._through(executor, self._lost, 1, before)
            return
        workers = max(1, min(workers, len(waiting)))
        with pool(workers) as own:
            yield from self._through(own, waiting, workers + 1, before)
            yield from self._through(own, self._lost, 1, before)

    def _through(
        self, executor: Executor, waiting: deque[Task], at_once: int, before: Callable[[str], None]
    ) -> Iterator[tuple[str, list[Examined]] | None]:
        running: dict[Future[Answer], Task] = {}
        while waiting or running:
            while waiting and len(running) < at_once:
                task = waiting.popleft()
                if task.student not in self._begun:
                    self._begun.add(task.student)
                    before(task.student)
                running[self._submit(executor, task)] = task
            done, _ = wait(running, self._linger, return_when=FIRST_COMPLETED)
            if not done:
                yield None
            for future in [each for each in running if each in done]:  # what was begun first is heard first
                task = running.pop(future)
                try:
                    answer = future.result()
                except Exception as problem:
                    # Of an executor that is not ours: it could not carry the task or the answer.
                    answer = Answer(failed="".join(traceback.format_exception_only(problem)))
                if answer.no_place:
                    raise PlaceError(answer.no_place)
                if answer.no_sandbox is not None:
                    others = waiting is not self._lost and bool(running or waiting)
                    if (later := self._to_try_again(task, answer.no_sandbox, others, waiting)) is not None:
                        later.append(task)
                        continue
                if answer.examiner_gone and waiting is not self._lost:
                    self._lost.append(task)
                    continue
                yield from self._came(task, answer.examined or self._internal(task, _why(answer)))

    def _to_try_again(
        self, task: Task, problem: tuple[str, str], others: bool, waiting: deque[Task]
    ) -> deque[Task] | None:
        """After a SandboxError: with whom to try this one again; None if it is its own doing.

        Raises it where it is the machine's and not a submission's doing. `others`: whether somebody is still to be heard of.
        """
        again = task in self._without_sandbox
        self._without_sandbox.add(task)
        if self._had_sandbox:
            return None if again else waiting
        if len(self._without_sandbox) >= ATTEMPTS or (again and not others):
            raise SandboxError(*problem)
        # Somebody who is examined meanwhile may yet find one: then it was not the machine.
        return self._lost if again else waiting

    def _submit(self, executor: Executor, task: Task) -> Future[Answer]:
        unit = self._units[task.notebook]
        key = key_for(self._secret, self._assignment, task.notebook, task.student)
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
