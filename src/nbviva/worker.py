"""What a worker does: one examination, with every error turned into plain data.

A worker is a thread of ours, or a process of a Dask cluster's. It must import nothing of nbgrader's, whose loading
takes seconds and memory in each.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .engines import ExaminerLost
from .place import PlaceError, explained, is_fault
from .sandbox import SandboxError
from .unit import Unit
from .verdict import Examined

Examine = Callable[[Unit, Path, str, bytes, Mapping[str, Any]], Examined]
"""Unit, folder of the submission, student, key of the hidden numbers, `Viva.for_assignment(...)`: see `examine`."""


@dataclass(frozen=True)
class Answer:
    """What a worker sends back: an Examined, or why there is none."""

    examined: Examined | None = None
    # a fault of the grader's, as text: not every error can be carried to another process
    failed: str = ""
    # the fault is that the examiner's process was ended from outside
    examiner_gone: bool = False
    # code and detail of a SandboxError
    no_sandbox: tuple[str, str] | None = None
    # a fault of the place (`nbviva.place`), in a sentence
    no_place: str = ""


def work(
    examine: Examine, unit: dict[str, Any], folder: str, student: str, key: bytes, settings: Mapping[str, Any]
) -> Answer:
    """Examine one submission. Raises nothing."""
    try:
        return Answer(examined=examine(Unit.from_json(unit), Path(folder), student, key, settings))
    except SandboxError as problem:
        return Answer(no_sandbox=(problem.code, problem.detail))
    except PlaceError as problem:
        return Answer(no_place=str(problem))
    except ExaminerLost as problem:
        return Answer(failed=str(problem), examiner_gone=problem.gone)
    except OSError as problem:
        if is_fault(problem):
            return Answer(
                no_place=str(explained(problem, problem.filename or tempfile.tempdir or "a temporary folder"))
            )
        return Answer(failed="".join(traceback.format_exception_only(problem)))
    except Exception as problem:
        return Answer(failed="".join(traceback.format_exception_only(problem)))
