"""`nbviva replay UNIT STUDENT`: repeats one examination exactly and shows what both processes said."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, GOOD, examines, say


def add(commands: Any) -> None:
    """What the command takes."""
    what = "repeat one examination exactly and show what both processes said"
    made = examines(commands.add_parser("replay", help=what, description=what))
    made.add_argument("assignment", metavar="UNIT")
    made.add_argument("student", metavar="STUDENT")
    made.add_argument("--cell", metavar="TEST", help="show this cell only")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Examine once more, show the conversation, and compare with what was recorded."""
    from nbviva import verdict
    from nbviva.examine import close, examine
    from nbviva.grading import submitted
    from nbviva.private import course_secret, key_for
    from nbviva.settings import Viva

    viva, course = Viva(parent=app), app.coursedir
    secret = course_secret(Path(course.root) / viva.secret_file)
    folder = Path(course.format_path(course.submitted_directory, chosen.student, chosen.assignment))
    recorded = Path(
        course.format_path(course.autograded_directory, chosen.student, chosen.assignment), verdict.FILE_NAME
    )
    if not folder.is_dir():
        there = ", ".join(student for _, student in submitted(course, chosen.assignment)) or "nobody"
        say(f"{chosen.student!r} has handed in nothing for {chosen.assignment}; these have: {there}.", sys.stderr)
        return BAD
    status = GOOD
    for unit in viva.units(course, chosen.assignment):
        key = key_for(secret, chosen.assignment, unit.notebook, chosen.student)
        settings = viva.for_assignment(chosen.assignment) | {"transcript": True}
        made: Any = examine(unit, folder, chosen.student, key, settings)
        close()
        shown = chosen.cell is None
        for said in made["transcript"]:
            if said.startswith("--- "):
                shown = chosen.cell is None or said.split()[-1] == chosen.cell
            if shown:
                say(said)
        say("")
        for cell in made["verdict"]["cells"]:
            if cell["kind"] == "test" and chosen.cell in (None, cell["name"]):
                why = f"  {cell['reason']['sentence']}" if cell["reason"] else ""
                say(f"{cell['name']:<28} {cell['status']:<12} {cell['points']:g} of {cell['max_points']:g}{why}")
        if not recorded.is_file():
            say("There is no recorded verdict to compare with.")
            continue
        before = next((v for v in verdict.read(recorded)["notebooks"] if v["notebook"] == unit.notebook), None)
        changes = verdict.changes(before, made["verdict"]) if before is not None else []
        say("The same as recorded." if not changes else "\n".join(["Not as recorded:", *changes]))
        status = BAD if changes else status
    return status
