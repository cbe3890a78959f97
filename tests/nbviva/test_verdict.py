"""verdict.json has one documented shape, and says in words what a regrading changed."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from nbviva import verdict

CHECK = {"mime": "application/vnd.example.card+json", "data": {"found": 3}}
REASON = {"code": "raised", "sentence": "The test stopped.", "detail": "NameError"}


def _cell(name: str, kind: str, status: str, points: float | None, worth: float | None, **more: Any) -> dict[str, Any]:
    cell = {"name": name, "kind": kind, "status": status, "points": points, "max_points": worth}
    return cell | {"seconds": 0.1, "reason": None, "checks": []} | more


def _one() -> dict[str, Any]:
    return {
        "schema": "nbviva-verdict-1",
        "assignment": "baking",
        "notebook": "ovens",
        "student": "ada",
        "status": "examined",
        "points": 2.5,
        "max_points": 5,
        "cells": [
            _cell("setup", "setup", "ran", None, None),
            _cell("warm", "answer", "raised", None, None, reason=REASON),
            _cell("test_warm", "test", "partial", 2.5, 3, checks=[CHECK]),
            _cell("test_cool", "test", "failed", 0, 2, reason=REASON),
            _cell("why", "written", "manual", None, 4),
            _cell("plan", "written", "untouched", 0, 1),
            _cell("sketch", "task", "manual", None, 5),
        ],
        "submission": {
            "file": "ovens.ipynb",
            "sha256": "a" * 64,
            "notes": [{"code": "bom", "kind": "noted", "where": "ovens.ipynb", "sentence": "It begins with a mark."}],
        },
        "master_sha256": "b" * 64,
        "versions": {"nbviva": "1", "code_sha256": "c" * 64, "python": "3.11.7", "numpy": "2.0"},
        "sandbox": {"kind": "bubblewrap", "start": "warm", "limits": {"cell_seconds": 60.0}, "not_held": ["processes"]},
        "draw": "00ff",
        "events": [{"code": "restarted", "sentence": "It was started again.", "detail": "", "cell": "warm"}],
        "look": [{"cell": "warm", "names": ["backward"]}],
        "seconds": 1.5,
    }


def _file(*verdicts: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": "nbviva-verdicts-1",
        "assignment": "baking",
        "student": "ada",
        "handed_in": {"utc": "2027-03-01T12:00:00", "notes": []},
        "notebooks": list(verdicts),
    }


def test_a_full_verdict_is_valid_alone_and_in_its_file() -> None:
    assert verdict.faults(_one(), of_one_notebook=True) == []
    assert verdict.faults(_file(_one(), _one())) == []
    assert verdict.faults(_one()) != []


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where objects with fixed names stand."""
    found = [path] if isinstance(value, dict) else []
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    open_ones = ("versions", "limits", "data")
    return found + [place for key, part in parts if key not in open_ones for place in _places(part, (*path, key))]


def test_every_field_is_needed_and_no_other_is_allowed() -> None:
    full = _file(_one())
    for place in _places(full):
        for change in ("more", *(_at(full, place))):
            broken = copy.deepcopy(full)
            if change == "more":
                _at(broken, place)["more"] = 1
            else:
                del _at(broken, place)[change]
            assert verdict.faults(broken), (place, change)


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


@pytest.mark.parametrize(
    ("cell", "change"),
    [
        (2, {"status": "ran"}),
        (2, {"points": None}),
        (2, {"points": -1}),
        (2, {"status": "refused"}),
        (3, {"points": 1}),
        (4, {"points": 3}),
        (5, {"points": 1}),
        (6, {"status": "untouched"}),
        (0, {"points": 1}),
        (0, {"status": "passed"}),
        (0, {"kind": "other"}),
        (3, {"reason": REASON | {"code": "No code"}}),
    ],
)
def test_a_status_that_does_not_fit_its_kind_is_a_fault(cell: int, change: dict[str, Any]) -> None:
    broken = _one()
    broken["cells"][cell] |= change
    assert verdict.faults(broken, of_one_notebook=True)


def test_the_page_explains_every_field_of_the_schema() -> None:
    page = (Path(__file__).parents[2] / "docs" / "verdict.md").read_text(encoding="utf-8")

    def names(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(names, part), set())
        if not isinstance(part, dict):
            return set()
        own = set(part.get("properties", {})) if isinstance(part.get("properties"), dict) else set()
        return own.union(*map(names, part.values()), set())

    explained = set(re.findall(r"`([a-z_0-9]+)`", page))
    assert names(verdict.schema()) - explained == set()
    statuses = {"passed", "partial", "failed", "not_reached", "timed_out", "crashed", "refused", "manual", "untouched"}
    assert statuses | {"ran", "raised", "skipped"} <= explained


def test_changes_are_said_one_sentence_a_cell() -> None:
    new = _one()
    new["cells"][2] |= {"status": "passed", "points": 3}
    new["cells"][5] |= {"status": "manual", "points": None}
    new["submission"]["sha256"] = "d" * 64
    new["versions"]["code_sha256"] = "e" * 64
    assert verdict.changes(_file(_one()), _file(new)) == [
        "test_warm was partial (2.5 of 3) and is now passed (3 of 3).",
        "plan was untouched (0 of 1) and is now manual (a person grades, of 1).",
        "Since then the submission and nbviva changed.",
    ]
    assert verdict.changes(None, new) == []
    assert verdict.changes(_one(), _one()) == []


def test_a_change_without_a_cause_is_said_too() -> None:
    new = _one()
    new["cells"][2] |= {"points": 1}
    assert verdict.changes(_one(), new)[-1] == "Nothing that was handed in or asked changed."


def test_cells_that_come_and_go_are_named() -> None:
    new = _one()
    new["cells"][3]["name"] = "test_chill"
    assert verdict.changes(_one(), new)[:2] == [
        "test_chill is new: failed (0 of 2).",
        "test_cool is gone; it was failed (0 of 2).",
    ]


def test_reading_another_version_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "verdict.json"
    path.write_text(json.dumps(_one()))
    with pytest.raises(ValueError, match=r"nbviva-verdicts-1, found 'nbviva-verdict-1'\. Grade again"):
        verdict.read(path)
