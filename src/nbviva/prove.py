"""`nbviva prove`: the reference gets everything, the blank notebook nothing, each answer of the bank as it should.

The bank is a folder of the course (`c.Viva.bank`), one file an answer, the whole content of an answer cell:
    <bank>/<assignment>/<answer cell's grade_id>/right/<name>.py         earns all points
    <bank>/<assignment>/<answer cell's grade_id>/wrong/<ID>_<name>.py    earns none, or what a line "Earns: 1.5" of its
                                                                         docstring says; its card carries <ID>
The points are those of the test cell test_<grade_id>, else of the first test cell after the answer.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbviva.private import key_for
from nbviva.roles import key_of
from nbviva.unit import Unit, UnitError

_EARNS = re.compile(r"^Earns: ([0-9.]+)$", re.MULTILINE)
_ID = re.compile(r"([A-Z]+\d+)_")


@dataclass(frozen=True)
class Trial:
    """One submission to be examined, and what must come of it."""

    name: str
    sources: dict[str, str]
    # test cell -> points; every test cell there is, for reference and blank
    expected: dict[str, float]
    # the id that a card must carry; "" where none must
    mistake: str = ""
    # examine these test cells only; empty: the whole notebook
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of a trial; no faults if all is as it should be."""

    trial: Trial
    faults: tuple[str, ...]
    seconds: float


def solutions(unit: Unit, source: Path) -> dict[str, str]:
    """The reference's answers by key, from the source notebook. Raises UnitError if it cannot be read."""
    try:
        cells = json.loads(source.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError) as problem:
        raise UnitError(
            f"{source}: expected the source notebook, with its solutions; it cannot be read ({problem})."
        ) from None
    found = {key_of(cell, index): _text(cell["source"]) for index, cell in enumerate(cells)}
    return {key: found[key] for key, role in unit.roles.items() if role == "answer" and key in found}


def trials(unit: Unit, reference: dict[str, str], bank: Path) -> Iterator[Trial]:
    """The reference, the blank notebook, and each answer of the bank beside the reference's other answers.

    Raises UnitError for an answer that belongs to no cell of the unit, or that earns more than there is.
    """
    worth = _worth(unit)
    yield Trial("the reference", reference, worth)
    yield Trial("the blank notebook", {}, dict.fromkeys(worth, 0.0))
    folder = bank / unit.assignment
    for path in sorted(folder.glob("*/*/*.py")):
        key, kind = path.parent.parent.name, path.parent.name
        if unit.roles.get(key) != "answer" or kind not in ("right", "wrong"):
            known = ", ".join(key for key, role in unit.roles.items() if role == "answer")
            raise UnitError(f"{path}: expected <answer cell>/right/ or <answer cell>/wrong/, of the cells {known}.")
        test = _test_of(unit, key)
        source = path.read_text(encoding="utf-8")
        earns = worth[test] if kind == "right" else _earns(source)
        if not 0 <= earns <= worth[test]:
            raise UnitError(f"{path}: it says that it earns {earns:g}, and {test} has {worth[test]:g} points.")
        found = _ID.match(path.name)
        mistake = found.group(1) if found and kind == "wrong" else ""
        name = str(path.relative_to(folder).with_suffix(""))
        yield Trial(name, reference | {key: source}, {test: earns}, mistake, (test,))


def write(unit: Unit, trial: Trial, folder: Path) -> None:
    """Write the trial's submission: the released notebook with its answers."""
    notebook = json.loads(json.dumps(unit.master))
    for index, cell in enumerate(notebook["cells"]):
        key = key_of(cell, index)
        cell["source"] = trial.sources.get(key, unit.released.get(key, ""))
    folder.mkdir()
    (folder / f"{unit.notebook}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def prove(
    unit: Unit, planned: Sequence[Trial], settings: dict[str, Any], secret: bytes, workers: int
) -> Iterator[Outcome]:
    """Examine every trial, and judge it. Yields outcomes as they come. Raises SandboxError."""
    from concurrent.futures import as_completed

    from nbviva.engines import pool
    from nbviva.examine import examine
    from nbviva.sandbox import SandboxError
    from nbviva.worker import work

    with tempfile.TemporaryDirectory(prefix="nbviva-") as temporary, pool(workers) as executor:
        running = {}
        for number, trial in enumerate(planned):
            folder = Path(temporary, str(number))
            write(unit, trial, folder)
            key = key_for(secret, unit.assignment, unit.notebook, trial.name)
            asked = settings | {"only": list(trial.only)}
            running[executor.submit(work, examine, unit.to_json(), str(folder), trial.name, key, asked)] = trial
        for future in as_completed(running):
            answer, trial = future.result(), running[future]
            if answer.no_sandbox is not None:
                raise SandboxError(*answer.no_sandbox)
            if answer.examined is None:
                yield Outcome(trial, (f"it could not be examined: {answer.failed.strip()}",), 0.0)
            else:
                verdict = answer.examined["verdict"]
                yield Outcome(trial, tuple(_faults(trial, verdict)), verdict["seconds"])


def _faults(trial: Trial, verdict: Any) -> Iterator[str]:
    cells = {cell["name"]: cell for cell in verdict["cells"]}
    for test, points in trial.expected.items():
        cell = cells[test]
        if cell["points"] != points:
            why = f" ({cell['reason']['sentence']})" if cell["reason"] else ""
            yield f"{test}: expected {points:g} points, found {cell['points']:g}{why}"
        if trial.mistake and not any(_says(check["data"], trial.mistake) for check in cell["checks"]):
            yield f"{test}: expected a card that names {trial.mistake}, found none"


def _says(data: Any, word: str) -> bool:
    """Whether a card's data has `word` as a value."""
    if isinstance(data, dict):
        return any(_says(value, word) for value in data.values())
    if isinstance(data, list):
        return any(_says(value, word) for value in data)
    return bool(data == word)


def _worth(unit: Unit) -> dict[str, float]:
    """The points of each test cell."""
    found = {}
    for index, cell in enumerate(unit.master["cells"]):
        data = cell["metadata"].get("nbgrader") or {}
        if data.get("grade") and cell["cell_type"] == "code" and not data.get("solution"):
            found[key_of(cell, index)] = float(data["points"])
    return found


def _test_of(unit: Unit, key: str) -> str:
    tests = _worth(unit)
    if f"test_{key}" in tests:
        return f"test_{key}"
    keys = list(unit.roles)
    after = [test for test in keys[keys.index(key) :] if test in tests]
    if not after:
        raise UnitError(f"Expected a test cell after the answer cell {key}, found none.")
    return after[0]


def _earns(source: str) -> float:
    try:
        told = _EARNS.search(ast.get_docstring(ast.parse(source)) or "")
    except SyntaxError:
        told = None
    return float(told.group(1)) if told else 0.0


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
