"""`nbviva grade UNIT`: grades the submissions of an assignment, all that are new or whose grade would be another."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbviva.commands.saying import BAD, GOOD, PERSON, Progress, examines, say
from nbviva.outcomes import shown

if TYPE_CHECKING:
    from nbviva.freshness import Freshness
    from nbviva.grading import Graded


def add(commands: Any) -> None:
    """What the command takes."""
    what = "grade the submissions of an assignment"
    more = (
        "Graded are the submissions that are new, and those whose grade is made from something that has changed since: "
        "the file, the time of handing in, the assignment, the course's code, nbviva, the settings. Exit status: 0 all are "
        "graded; 3 all are graded, and a person should look at some of them; 1 some could not be graded or recorded; "
        "2 the command was not understood. Ctrl-C stops; the same command goes on with what is left."
    )
    made = examines(commands.add_parser("grade", help=what, description=what, epilog=more))
    made.add_argument("assignment", metavar="UNIT")
    made.add_argument("--student", default="*", metavar="PATTERN", help="only these students (default: all)")
    made.add_argument(
        "--since",
        type=_time,
        metavar="TIME",
        help="only what was handed in since, as '2027-03-01 12:00' (UTC, or with a zone)",
    )
    made.add_argument(
        "--failed",
        action="store_true",
        help="only, and again, those of which something was refused, ran out of time, or crashed",
    )
    made.add_argument("--force", action="store_true", help="grade again what is graded already, changed or not")
    made.add_argument("--dry-run", action="store_true", help="say who would be graded, and why; do nothing")
    made.add_argument("--scheduler", metavar="ADDRESS", help="examine on a Dask cluster: tcp://HOST:8786")


def _time(text: str) -> datetime:
    """Raises argparse's error for what is no time."""
    from nbviva.collected import from_text

    moment = from_text(text).moment
    if moment is None:
        raise argparse.ArgumentTypeError(
            f"expected a time such as '2027-03-01 12:00' or '... 12:00 UTC', found {text!r}"
        )
    return moment


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Grade, say how far it is and what came of it."""
    from nbviva.grading import submitted

    course = app.coursedir
    found = [student for _, student in submitted(course, chosen.assignment, chosen.student)]
    if not found:
        say(
            f"No submission of {chosen.assignment} by {chosen.student!r} lies in "
            f"{course.format_path(course.submitted_directory, chosen.student, chosen.assignment)}. Collect "
            "submissions there first (`nbviva collect`, or `nbgrader collect`).",
            sys.stderr,
        )
        return BAD
    students = found
    if chosen.dry_run or chosen.failed or chosen.since is not None:
        freshness = _freshness(app, chosen)
        students = _picked(freshness, chosen, found)
        if chosen.dry_run:
            return _dry_run(freshness, chosen, students)
    return _grade(app, chosen, students)


def _freshness(app: Any, chosen: argparse.Namespace) -> Freshness:
    from nbviva.freshness import Freshness
    from nbviva.settings import Viva

    viva = Viva(parent=app)
    units = viva.units(app.coursedir, chosen.assignment)
    settings = viva.for_assignment(chosen.assignment)
    return Freshness(app.coursedir, chosen.assignment, units, settings)


def _picked(freshness: Freshness, chosen: argparse.Namespace, students: Sequence[str]) -> list[str]:
    picked = list(students)
    if chosen.since is not None:
        picked = [s for s in picked if (moment := freshness.handed_in(s)) is not None and moment >= chosen.since]
    if chosen.failed:
        picked = [student for student in picked if freshness.failed(student)]
    return picked


def _dry_run(freshness: Freshness, chosen: argparse.Namespace, students: Sequence[str]) -> int:
    count = 0
    for student in students:
        why = freshness.why(student)
        if why is None and (chosen.force or chosen.failed):
            why = "asked for"
        if why is not None:
            count += 1
            say(f"{shown(student)}: {why}")
    say(f"{count} of {len(students)} would be examined. Nothing was done.")
    return GOOD


def _grade(app: Any, chosen: argparse.Namespace, students: Sequence[str]) -> int:
    from nbviva.grading import Graded, grade

    if not students:
        say("Nothing to grade.")
        return GOOD
    progress = Progress(len(students))
    graded = Graded()
    with ExitStack() as stack:
        # Whatever ends the run: what was done is said, and what changed is kept.
        kept = stack.enter_context(_said_at_the_end(app, chosen.assignment, progress, graded))
        executor = None
        if chosen.scheduler:
            from nbviva.dask_cluster import executor_on

            executor = stack.enter_context(executor_on(chosen.scheduler))
        grade(
            app.coursedir,
            app,
            chosen.assignment,
            students,
            force=chosen.force or chosen.failed,
            create_students=True,
            log=progress.line,
            executor=executor,
            planned=progress.planned,
            after=progress.one,
            into=graded,
        )
        kept.whole = True
    return graded.exit_status or (GOOD if kept.changes_kept else PERSON)


class _End:
    """How a run ended."""

    whole = False
    changes_kept = True


@contextmanager
def _said_at_the_end(app: Any, assignment: str, progress: Progress, graded: Graded) -> Iterator[_End]:
    from nbviva.changes_file import keep

    end = _End()
    try:
        yield end
    finally:
        progress.end()
        if end.whole or graded.recorded or graded.unrecorded or graded.changed:
            for line in graded.lines():
                say(line)
        if graded.changed:
            try:
                say(f"What changed is kept in {keep(Path(app.coursedir.root), assignment, graded.changed)}.")
            except OSError as problem:
                end.changes_kept = False
                say(
                    f"What changed stands above and nowhere else: expected to write it to reports/{assignment}.changes.csv "
                    f"in the course's folder, found an error ({problem.strerror}). Copy it from here. The grades are "
                    "recorded.",
                    sys.stderr,
                )
