"""`nbviva export UNIT...`: grades as a table that Moodle or Canvas imports, or for a spreadsheet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, say

_NEXT = {
    "moodle": "In Moodle: Grades, Import, CSV file, encoding UTF-8, separator comma. Map from and to {heading}.",
    "canvas": "In Canvas: Grades, Import. Canvas shows every change before it takes it.",
    "plain": "",
}


def add(commands: Any) -> None:
    """What the command takes."""
    what = "write grades as a table for Moodle, Canvas or a spreadsheet"
    made = commands.add_parser(
        "export",
        help=what,
        description=f"{what}. Exit status 1: somebody is not in the file, because the platform might take another student.",
    )
    made.add_argument("assignment", nargs="+", metavar="UNIT")
    made.add_argument("--for", dest="platform", choices=("moodle", "canvas", "plain"), default="plain")
    made.add_argument("--out", metavar="FILE", help="default: grades-<for>.csv here; - is the terminal")
    made.add_argument("--manual", choices=("leave", "so-far"), default="leave", help="marks that wait for a person")
    made.add_argument("--missing", choices=("leave", "zero"), default="leave", help="students who handed in nothing")
    made.add_argument(
        "--column", action="append", default=[], metavar="UNIT=TITLE", help="the column's name on the platform"
    )
    made.add_argument(
        "--by", choices=("email", "id", "lms_user_id"), default="email", help="how Moodle knows students (email)"
    )
    made.add_argument("--roster", type=Path, metavar="CSV", help="a table of the platform's with its own numbers")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Write the table, and say who is not in it."""
    from nbviva.collecting.sources import SourceError
    from nbviva.exporting.export import ExportError, Wishes, export, write
    from nbviva.exporting.tables import IDENTIFIERS, Choice

    try:
        wishes = Wishes(
            platform=chosen.platform,
            by=chosen.by,
            choice=Choice(manual_so_far=chosen.manual == "so-far", missing_as_zero=chosen.missing == "zero"),
            titles=_titles(chosen.column),
            roster=chosen.roster,
        )
        done = export(app.coursedir, chosen.assignment, wishes)
        content = done.table.content()
        if chosen.out == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
        else:
            path = Path(chosen.out or f"grades-{chosen.platform}.csv")
            write(content, path)
    except (ExportError, SourceError) as problem:
        say(str(problem), sys.stderr)
        return BAD
    where = sys.stderr if chosen.out == "-" else sys.stdout
    for text in done.texts:
        say(text, where)
    for text in done.strange:
        say(f"Not in the file: {text}", sys.stderr)
    if chosen.out != "-":
        say(f"{done.table.students} students in {path}", where)
    next_step = _NEXT[chosen.platform].format(heading=IDENTIFIERS[chosen.by][0])
    if next_step:
        say(next_step, where)
    return done.exit_status


def _titles(said: list[str]) -> dict[str, str]:
    from nbviva.exporting.export import ExportError

    titles = {}
    for word in said:
        unit, sign, title = word.partition("=")
        if not sign or not unit or not title:
            raise ExportError(f"--column: expected UNIT=TITLE, found {word!r}.")
        titles[unit] = title
    return titles
