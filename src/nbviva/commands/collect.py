"""`nbviva collect UNIT SOURCE...`: what a learning platform exported, into submitted/."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, say


def add(commands: Any) -> None:
    """What the command takes."""
    what = "put what Moodle, Canvas or a folder holds into submitted/"
    made = commands.add_parser(
        "collect",
        help=what,
        description=f"{what}. Exit status 1 says that some file was left for a person to decide.",
    )
    made.add_argument("assignment", metavar="UNIT")
    made.add_argument("source", nargs="*", type=Path, metavar="SOURCE", help="a downloaded zip, or a folder")
    made.add_argument(
        "--from", dest="layout", choices=("moodle", "canvas", "folder", "exchange"), help="default: recognised by names"
    )
    made.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    made.add_argument("--roster", type=Path, metavar="CSV", help="students.csv, or a table that the platform exported")
    made.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="FILE=STUDENT",
        help="this file of the source (or a pattern) is this student's",
    )
    made.add_argument("--replace", action="store_true", help="replace what is there where no time says which is newer")
    made.add_argument("--file-times", action="store_true", help="believe the times of the files, or of a zip's members")
    made.add_argument("--timezone", metavar="ZONE", help="of the platform's clock (default: c.Exchange.timezone)")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Collect, and say what became of every file."""
    from nbviva.collecting.collect import Wishes, collect
    from nbviva.collecting.layouts import PLAIN
    from nbviva.collecting.sources import SourceError

    try:
        if chosen.layout == "exchange":
            from nbviva.collecting.exchange import collect_exchange

            if chosen.source:
                raise SourceError("--from exchange takes no SOURCE: nbgrader knows its exchange (c.Exchange.root).")
            done = collect_exchange(app, chosen.assignment, dry_run=chosen.dry_run)
        elif not chosen.source:
            raise SourceError("Expected a SOURCE: the zip that the platform gave, or a folder.")
        else:
            wishes = Wishes(
                layout=PLAIN if chosen.layout == "folder" else chosen.layout,
                roster=chosen.roster,
                takes=_takes(chosen.take),
                replace=chosen.replace,
                file_times=chosen.file_times,
                zone=chosen.timezone or _timezone(app),
                dry_run=chosen.dry_run,
            )
            done = collect(app.coursedir, chosen.assignment, chosen.source, wishes)
    except SourceError as problem:
        say(str(problem), sys.stderr)
        return BAD
    for text in done.texts:
        say(text)
    for text in done.strange:
        say(text, sys.stderr)
    return done.exit_status


def _takes(said: list[str]) -> dict[str, str]:
    from nbviva.collecting.sources import SourceError

    takes = {}
    for word in said:
        # A file's name may hold an equals sign, an id rarely does.
        file, sign, student = word.rpartition("=")
        if not sign or not file or not student:
            raise SourceError(f"--take: expected FILE=STUDENT, found {word!r}.")
        takes[file] = student
    return takes


def _timezone(app: Any) -> str:
    from nbgrader.exchange.default import Exchange

    return str(Exchange(parent=app).timezone)
