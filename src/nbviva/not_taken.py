"""The graded notebook of a submission that could not be taken: the master's, whose test cells say why."""

from __future__ import annotations

import time
from typing import Any

from nbformat.notebooknode import from_dict

from nbviva.judged import CellRecord, name_of, verdict_on
from nbviva.reasons import not_taken
from nbviva.rebuild import Rebuilt, rebuild
from nbviva.roles import grader_data
from nbviva.sanitise import clean_markdown
from nbviva.submission import Refusal, Submission
from nbviva.telling import Telling
from nbviva.terms import Settings
from nbviva.unit import Unit


def refuse(unit: Unit, refusal: Refusal, settings: Settings) -> dict[str, Any]:
    """Return {"notebook": ..., "verdict": ...}."""
    began = time.monotonic()
    telling = Telling(unit.languages, settings.translations)
    nothing = Submission(file="", sha256="", sources=())
    rebuilt = rebuild(unit.master, nothing, unit.released, known_roles=unit.roles)
    why = not_taken(refusal.outcome)
    cells = rebuilt.notebook["cells"]
    records = _refused(unit, rebuilt, why, telling)
    verdict = verdict_on(
        unit,
        rebuilt,
        records,
        (refusal.outcome, *refusal.notes),
        refusal,
        "refused",
        events=[],
        draw="",
        look_for=settings.look_for,
        seconds=time.monotonic() - began,
    )
    # Where it is seen first; the test cells say it too, because a card belongs to each score.
    said = [f'<div lang="{tag}">\n\n{clean_markdown(text)[0]}\n\n</div>' for tag, text in telling.told(why)]
    top = {"cell_type": "markdown", "id": "not-taken", "metadata": {}, "source": "\n\n".join(said)}
    if "id" not in next(iter(cells), {"id": ""}):
        del top["id"]
    verdict["cells"].insert(0, vars(CellRecord(str(top.get("id", "cell 1")), "plain", "skipped")))
    cells.insert(0, from_dict(top))  # type: ignore[no-untyped-call]
    return {"notebook": rebuilt.notebook, "verdict": verdict}


def _refused(unit: Unit, rebuilt: Rebuilt, why: dict[str, str], telling: Telling) -> list[CellRecord]:
    """The records of a notebook that was not taken: each test cell says why."""
    records: list[CellRecord] = []
    for index, cell in enumerate(rebuilt.notebook["cells"]):
        data, name = grader_data(cell), name_of(unit, rebuilt, index)
        points = float(data.get("points", 0)) if data.get("grade") or data.get("task") else None
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if data.get("task"):
            records.append(CellRecord(name, "task", "manual", None, points))
        elif data.get("grade") and rebuilt.roles[index] == "test" and cell["cell_type"] == "code":
            records.append(CellRecord(name, "test", "refused", 0.0, points, reason=why))
            telling.say(cell, why)
        elif data.get("grade"):
            records.append(CellRecord(name, "written", "untouched", 0.0, points))
        else:
            role = rebuilt.roles[index]
            records.append(CellRecord(name, "setup" if role == "test" else role, "not_reached"))
    return records
