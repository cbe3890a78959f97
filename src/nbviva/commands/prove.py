"""`nbviva prove [UNIT ...]`: the reference gets everything, the blank nothing, each answer of the bank as it should."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, GOOD, Progress, examines, say


def add(commands: Any) -> None:
    """What the command takes."""
    what = "the reference gets everything, the blank nothing, each answer of the bank as it should"
    made = examines(commands.add_parser("prove", help=what, description=what))
    made.add_argument("assignment", nargs="*", metavar="UNIT", help="default: every assignment in source/")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Examine the reference, the blank and the bank of each unit, and say what is not as it should be."""
    from nbviva.private import course_secret
    from nbviva.prove import prove, solutions, trials
    from nbviva.settings import Viva

    viva = Viva(parent=app)
    course = app.coursedir
    root = Path(course.root)
    sources = Path(course.format_path(course.source_directory, ".", "."))
    assignments = chosen.assignment or sorted(path.name for path in sources.glob("*/") if any(path.glob("*.ipynb")))
    if not assignments:
        say(f"Expected assignments in {sources}, found none.", sys.stderr)
        return BAD
    status = GOOD
    for assignment in assignments:
        for unit in _as_released_today(app, assignment):
            source = sources / assignment / f"{unit.notebook}.ipynb"
            planned = list(trials(unit, solutions(unit, source), root / viva.bank))
            progress = Progress(len(planned))
            settings = viva.for_assignment(assignment)
            wrong = []
            for outcome in prove(unit, planned, settings, course_secret(root / viva.secret_file), viva.workers):
                progress.one()
                if outcome.faults:
                    wrong.append(outcome)
            progress.end()
            right = len(planned) - len(wrong)
            say(f"{assignment}/{unit.notebook}: {right} of {len(planned)} as they should be (reference, blank, bank).")
            for outcome in sorted(wrong, key=lambda outcome: outcome.trial.name):
                for fault in outcome.faults:
                    say(f"  {outcome.trial.name}: {fault}")
            status = BAD if wrong else status
    return status


def _as_released_today(app: Any, assignment: str) -> list[Any]:
    """The units as a release made from today's source would give them; the course's release and gradebook stay as they are.

    Raises UnitError if no release can be made.
    """
    from nbgrader.apps.api import NbGraderAPI

    from nbviva.unit import UnitError, load_unit

    with tempfile.TemporaryDirectory(prefix="nbviva-") as folder:
        course = app.coursedir
        before = (course.db_url, course.release_directory)
        course.db_url, course.release_directory = f"sqlite:///{folder}/gradebook.db", f"{folder}/release"
        try:
            result = NbGraderAPI(course, parent=app).generate_assignment(assignment)
            if not result["success"]:
                said = str(result.get("error") or result.get("log", "")).strip()
                raise UnitError(f"{assignment} cannot be released, so it cannot be proved: {said}")
            return load_unit(course, assignment)
        finally:
            course.db_url, course.release_directory = before
