"""`nbviva grade UNIT`: grades the submissions of an assignment."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from nbviva.commands.saying import BAD, Progress, examines, say


def add(commands: Any) -> None:
    """What the command takes."""
    what = "grade the submissions of an assignment"
    made = examines(commands.add_parser("grade", help=what, description=what))
    made.add_argument("assignment", metavar="UNIT")
    made.add_argument("--student", default="*", metavar="PATTERN", help="only these students (default: all)")
    made.add_argument("--force", action="store_true", help="grade again what is graded already")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Grade, say how far it is and what came of it."""
    from nbviva.grading import grade, submitted

    found = [student for _, student in submitted(app.coursedir, chosen.assignment, chosen.student)]
    if not found:
        say(
            f"No submission of {chosen.assignment} by {chosen.student!r} lies in "
            f"{app.coursedir.format_path(app.coursedir.submitted_directory, chosen.student, chosen.assignment)}. Collect "
            "submissions there first (nbgrader collect or zip_collect).",
            sys.stderr,
        )
        return BAD
    progress = Progress(len(found))
    graded = grade(
        app.coursedir,
        app,
        chosen.assignment,
        found,
        force=chosen.force,
        create_students=True,
        log=progress.line,
        after=lambda student: progress.one(),
    )
    progress.end()
    for line in graded.lines():
        say(line)
    return graded.exit_status
