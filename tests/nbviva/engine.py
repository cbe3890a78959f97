"""What the tests of the whole engine share: the invented unit about ovens, an examiner for it, and submissions made in a line."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sandbox_helpers import no_sandbox
from tiny_master import ANSWERS, NAME, cell, code, hand_in, master, release, submitted

from nbviva.examiner import Examiner
from nbviva.names import names
from nbviva.roles import key_of, roles
from nbviva.settings import Viva
from nbviva.unit import Unit

KEY = bytes(32)

# Short, so that a hostile submission costs the tests little; honest ones need milliseconds.
QUICK = {
    "cell_seconds": 3.0,
    "call_seconds": 2.0,
    "submission_seconds": 20.0,
    "memory_mebibytes": 700,
    "processes_count": 20,
    "file_mebibytes": 4,
    "temporary_mebibytes": 8,
    "output_kibibytes": 16,
    "message_mebibytes": 4,
    "restarts_count": 4,
}


def unit_of(solved: Any, handed_out: Any, **more: Any) -> Unit:
    """The unit of a master and its release, as the gradebook would give it."""
    solved, handed_out = (json.loads(json.dumps(notebook)) for notebook in (solved, handed_out))
    found = roles(solved)
    given = {}
    for index, each in enumerate(solved["cells"]):
        read = names(each["source"]) if each["cell_type"] == "code" else None
        given[key_of(each, index)] = sorted(read.given) if read else []
    released = {key_of(each, index): each["source"] for index, each in enumerate(handed_out["cells"])}
    for each, out in zip(solved["cells"], handed_out["cells"], strict=True):
        if found[key_of(each, 0)] != "test":
            each["source"] = out["source"]
    made = {"assignment": "ovens", "notebook": NAME.removesuffix(".ipynb"), "checksums": {}, "files": {}}
    return Unit(**(made | {"master": solved, "released": released, "roles": found, "given": given}
                   | {"master_sha256": "0" * 64} | more))  # fmt: skip


def tiny_unit() -> Unit:
    """The unit about ovens."""
    return unit_of(master(), release())


def settings(**more: Any) -> dict[str, Any]:
    """Settings for a worker, QUICK unless said otherwise."""
    return Viva(**(QUICK | more)).for_assignment("ovens")


def need_engine() -> None:
    """Skip, loudly, where no sandbox can be made."""
    if no_sandbox():
        pytest.skip(f"NO SANDBOX ON THIS MACHINE, so nothing is examined: {no_sandbox()}")


@functools.cache
def examiner(start: str = "warm") -> Examiner:
    """An examiner for the unit about ovens, kept for the whole run of the tests: 'warm', 'cold' or 'none'."""
    chosen = settings(warm=start == "warm", sandbox="none" if start == "none" else "bubblewrap")
    return Examiner(tiny_unit().to_json(), chosen)


def examined(folder: Path, start: str = "warm") -> dict[str, Any]:
    """What the examiner makes of the submission in `folder`."""
    need_engine()
    return examiner(start).examine(str(folder), "ada", KEY.hex())


def answers(folder: Path, start: str = "warm", **sources: str) -> dict[str, Any]:
    """What becomes of a student who answers well but for these cells."""
    notebook = submitted()
    for name, source in sources.items():
        cell(notebook, name)["source"] = source
    return examined(hand_in(folder, notebook), start)


def of(made: dict[str, Any], name: str) -> dict[str, Any]:
    """The verdict on one cell."""
    return next(record for record in made["verdict"]["cells"] if record["name"] == name)


def shown(made: dict[str, Any], name: str) -> str:
    """All text that the autograded notebook shows under a cell."""
    found = cell(made["notebook"], name)
    return json.dumps(found["outputs"], ensure_ascii=False)


Build = Callable[[Path], Path]

__all__ = ["ANSWERS", "code", "hand_in", "submitted"]
