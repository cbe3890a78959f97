"""What became of each cell and of the notebook, as `verdict.json` has it (docs/verdict.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbviva.looking import looked_at
from nbviva.outcomes import Outcome
from nbviva.rebuild import Rebuilt
from nbviva.roles import key_of
from nbviva.submission import Refusal, Submission
from nbviva.unit import Unit
from nbviva.verdict import SCHEMA


@dataclass
class CellRecord:
    """What became of one cell."""

    name: str
    kind: str
    status: str
    points: float | None = None
    max_points: float | None = None
    seconds: float = 0.0
    reason: dict[str, str] | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)


def name_of(unit: Unit, rebuilt: Rebuilt, index: int) -> str:
    """A cell's key in the master; a name of its own for a cell that the student added."""
    name = key_of(rebuilt.notebook["cells"][index], index)
    return name if name in unit.roles else f"cell {index + 1}"


def verdict_on(
    unit: Unit,
    rebuilt: Rebuilt,
    records: Sequence[CellRecord],
    notes: Iterable[Outcome],
    origin: Submission | Refusal,
    status: str,
    *,
    events: Sequence[Mapping[str, str | None]],
    draw: str,
    look_for: Mapping[str, list[str]],
    seconds: float,
) -> dict[str, Any]:
    """The verdict on a notebook; whose it is, and what it was examined with, is for the examiner to say."""
    tests = [record for record in records if record.kind == "test"]
    sources = {
        name_of(unit, rebuilt, index): cell["source"]
        for index, cell in enumerate(rebuilt.notebook["cells"])
        if rebuilt.origins[index] is not None and cell["cell_type"] == "code"
    }
    return {
        "schema": SCHEMA,
        "assignment": unit.assignment,
        "notebook": unit.notebook,
        "student": "",
        "status": status,
        "points": sum(record.points or 0.0 for record in tests),
        "max_points": sum(record.max_points or 0.0 for record in tests),
        "cells": [vars(record) for record in records],
        "submission": {
            "file": getattr(origin, "file", ""),
            "sha256": origin.sha256 or None,
            "notes": [{"code": n.code, "kind": n.kind.value, "where": n.where, "sentence": n.sentence} for n in notes],
        },
        "master_sha256": unit.master_sha256,
        "draw": draw,
        "events": events,
        "look": looked_at(unit.assignment, sources, look_for),
        "seconds": round(seconds, 4),
    }
