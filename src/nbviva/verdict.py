"""verdict.json: its types, its two shapes (a notebook's verdict, a submission's file of verdicts), and what changed.

verdict.schema.json beside this module is the contract; docs/verdict.md explains it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypedDict

SCHEMA = "nbviva-verdict-1"
FILE_SCHEMA = "nbviva-verdicts-1"
FILE_NAME = "verdict.json"

Kind = Literal["test", "written", "task", "answer", "plain", "setup"]


class Reason(TypedDict):
    """Why a cell has its status."""

    code: str
    sentence: str
    detail: str


class Check(TypedDict):
    """A card that a test cell displayed, as data."""

    mime: str
    data: dict[str, Any]


class Cell(TypedDict):
    """What became of one cell of the notebook."""

    name: str
    kind: Kind
    status: str
    # None: a person grades, or the cell earns nothing
    points: float | None
    max_points: float | None
    seconds: float
    reason: Reason | None
    checks: list[Check]


class Note(TypedDict):
    """One thing that was seen in a submission on its way in."""

    code: str
    kind: str
    where: str
    sentence: str


class Taken(TypedDict):
    """The submitted file."""

    file: str
    sha256: str | None
    notes: list[Note]


class Sandbox(TypedDict):
    """What kept the student's process apart."""

    kind: Literal["bubblewrap", "none"]
    start: Literal["warm", "cold", "none"]
    limits: dict[str, Any]
    not_held: list[str]


class Event(TypedDict):
    """Something that happened while a notebook was examined."""

    code: str
    sentence: str
    detail: str
    cell: str | None


class Look(TypedDict):
    """An answer for a person to look at."""

    cell: str
    names: list[str]


class Verdict(TypedDict):
    """What was found in one notebook of a submission."""

    schema: str
    assignment: str
    notebook: str
    student: str
    status: Literal["examined", "refused"]
    points: float
    max_points: float
    cells: list[Cell]
    submission: Taken
    master_sha256: str
    versions: dict[str, str]
    sandbox: Sandbox
    draw: str
    events: list[Event]
    look: list[Look]
    seconds: float


class Examined(TypedDict):
    """What the examination of one notebook gives back."""

    # nbformat 4 as plain data
    notebook: dict[str, Any]
    verdict: Verdict


class HandedIn(TypedDict):
    """When the submission was collected."""

    # ISO 8601 without a zone; None where the collector left no usable time
    utc: str | None
    notes: list[Note]


class VerdictFile(TypedDict):
    """The content of verdict.json: all notebooks of one submission."""

    schema: str
    assignment: str
    student: str
    handed_in: HandedIn
    notebooks: list[Verdict]


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of verdict.json. Shared: do not change it."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_suffix(".schema.json").read_text(encoding="utf-8"))
    return loaded


def faults(content: object, *, of_one_notebook: bool = False) -> list[str]:
    """Where `content` breaks the schema, one sentence each; nothing for a valid verdict.json.

    `of_one_notebook`: it is the verdict of one notebook instead.
    """
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    wanted = schema() if not of_one_notebook else {"$ref": "#/$defs/notebook", "$defs": schema()["$defs"]}
    found = sorted(Draft202012Validator(wanted).iter_errors(content), key=lambda error: error.json_path)
    return [f"{error.json_path}: {error.message}" for error in found]


def read(path: Path) -> VerdictFile:
    """Read a verdict.json of ours. Raises OSError, and ValueError if it is of another version or no verdict."""
    content = json.loads(path.read_text(encoding="utf-8"))
    found = content.get("schema") if isinstance(content, dict) else None
    if found != FILE_SCHEMA:
        raise ValueError(f"{path}: expected the schema {FILE_SCHEMA}, found {found!r}. Grade again to get a new one.")
    result: VerdictFile = content
    return result


def refused(
    *,
    assignment: str,
    notebook: str,
    student: str,
    master: Mapping[str, Any],
    master_sha256: str,
    kinds: Mapping[str, Kind],
    reason: Reason,
    versions: Mapping[str, str],
    file: str = "",
) -> Verdict:
    """A verdict for a notebook of which nothing could be examined: every test cell refused, nothing for a person."""
    from .roles import grader_data, key_of

    cells: list[Cell] = []
    for index, cell in enumerate(master["cells"]):
        key, data = key_of(cell, index), grader_data(cell)
        kind = kinds[key]
        worth = float(data["points"]) if kind in ("test", "written", "task") else None
        status = {"test": "refused", "written": "untouched", "task": "manual"}.get(kind, "skipped")
        cells.append(
            Cell(
                name=key,
                kind=kind,
                status=status,
                points=0.0 if kind in ("test", "written") else None,
                max_points=worth,
                seconds=0.0,
                reason=reason if kind == "test" else None,
                checks=[],
            )
        )
    return Verdict(
        schema=SCHEMA,
        assignment=assignment,
        notebook=notebook,
        student=student,
        status="refused",
        points=0.0,
        max_points=sum(cell["max_points"] or 0.0 for cell in cells if cell["kind"] == "test"),
        cells=cells,
        submission=Taken(file=file, sha256=None, notes=[]),
        master_sha256=master_sha256,
        versions=dict(versions),
        sandbox=Sandbox(kind="none", start="none", limits={}, not_held=[]),
        draw="",
        events=[],
        look=[],
        seconds=0.0,
    )


def kinds(master: Mapping[str, Any], roles: Mapping[str, str]) -> dict[str, Kind]:
    """The kind of each cell of a master by its key, from its role and from what nbgrader says of it."""
    from .roles import grader_data, key_of

    found: dict[str, Kind] = {}
    for index, cell in enumerate(master["cells"]):
        key, data = key_of(cell, index), grader_data(cell)
        if data.get("task"):
            found[key] = "task"
        elif data.get("grade") and (data.get("solution") or cell["cell_type"] != "code"):
            # nbgrader leaves every graded text to a person.
            found[key] = "written"
        elif data.get("grade"):
            found[key] = "test"
        else:
            role = roles[key]
            # A tag may let the examiner alone run a cell that earns nothing.
            found[key] = "answer" if role == "answer" else "plain" if role == "plain" else "setup"
    return found


class Difference(NamedTuple):
    """One thing that is graded otherwise than before; or, with no cell, what changed that may be the reason."""

    notebook: str
    cell: str
    # status and points in words; empty where there was, or is, nothing
    was: str
    now: str
    sentence: str


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that is graded otherwise in `new`. Both are files or both verdicts of one notebook."""
    found = differences(old, new)
    several = len(new.get("notebooks", ())) > 1
    return [f"{one.notebook}: {one.sentence}" if several else one.sentence for one in found]


def differences(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Difference]:
    """What is graded otherwise in `new`. Both are files or both verdicts of one notebook."""
    if old is None:
        return []
    if "notebooks" not in new:
        return _differences(old, new)
    before = {verdict["notebook"]: verdict for verdict in old.get("notebooks", [])}
    found: list[Difference] = []
    for verdict in new["notebooks"]:
        if verdict["notebook"] in before:
            found += _differences(before[verdict["notebook"]], verdict)
    return found


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    found: list[Difference] = []
    name = str(new["notebook"])
    if old["status"] != new["status"]:
        sentence = f"The submission was {old['status']} and is now {new['status']}."
        found.append(Difference(name, "", old["status"], new["status"], sentence))
    before = {cell["name"]: cell for cell in _graded(old["cells"])}
    for cell in _graded(new["cells"]):
        was, now = before.pop(cell["name"], None), _standing(cell)
        if was is None:
            found.append(Difference(name, cell["name"], "", now, f"{cell['name']} is new: {now}."))
        elif _standing(was) != now:
            sentence = f"{cell['name']} was {_standing(was)} and is now {now}."
            found.append(Difference(name, cell["name"], _standing(was), now, sentence))
    for cell_name, was in before.items():
        sentence = f"{cell_name} is gone; it was {_standing(was)}."
        found.append(Difference(name, cell_name, _standing(was), "", sentence))
    if found:
        why = [
            what
            for what, key in (
                ("the submission", "sha256"),
                ("the master", "master_sha256"),
                ("nbviva", "code_sha256"),
                ("the course's code", "course_sha256"),
                ("the settings", "settings_sha256"),
            )
            if _fingerprint(old, key) != _fingerprint(new, key)
        ]
        sentence = f"Since then {_joined(why)} changed." if why else "Nothing that was handed in or asked changed."
        found.append(Difference(name, "", "", "", sentence))
    return found


def _graded(cells: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return (cell for cell in cells if cell["kind"] in ("test", "written", "task"))


def _standing(cell: Mapping[str, Any]) -> str:
    status = str(cell["status"]).replace("_", " ")
    if cell["points"] is None:
        return f"{status} (a person grades, of {cell['max_points']:g})"
    return f"{status} ({cell['points']:g} of {cell['max_points']:g})"


def _fingerprint(verdict: Mapping[str, Any], key: str) -> object:
    if key == "sha256":
        return verdict["submission"].get(key)
    return verdict.get(key) if key == "master_sha256" else verdict["versions"].get(key)


def _joined(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
