"""`nbviva report UNIT`: one page and a table about a graded class, for its instructor."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from nbviva.commands.saying import BAD, GOOD, say

FOLDER = "reports"


def add(commands: Any) -> None:
    """What the command takes."""
    what = "one page about a graded class: points, mistakes, what needs a person, similar pairs"
    made = commands.add_parser("report", help=what, description=what)
    made.add_argument("assignment", metavar="UNIT")
    made.add_argument("--out", type=Path, metavar="FILE", help=f"where the page goes (default: {FOLDER}/UNIT.html)")
    made.add_argument("--rows", type=_rows, default=25, metavar="N", help="entries of a list shown on the page (25)")


def run(app: Any, chosen: argparse.Namespace) -> int:
    """Read the records, write the page, print the table. Nothing is graded and no record is changed."""
    from nbviva.outcomes import shown
    from nbviva.report.findings import findings
    from nbviva.report.links import explained
    from nbviva.report.page import page, write
    from nbviva.report.people import everyone
    from nbviva.report.records import records
    from nbviva.report.similarity import compare
    from nbviva.report.terminal import lines
    from nbviva.settings import Viva

    course = Path(app.coursedir.root).absolute()
    # nbgrader may have gone into the course's folder; a path that was typed is seen from where it was typed.
    out = (chosen.out or course / FOLDER / f"{chosen.assignment}.html").absolute()
    units = Viva(parent=app).units(app.coursedir, chosen.assignment)
    found = records(app.coursedir, chosen.assignment, units)
    counted, needed = findings(found), everyone(found)
    examined, digests = _handed_in(found)
    notebooks = {place: path for place, path in found.notebooks.items() if place in examined}
    alike = compare(units, notebooks, digests, _solutions(app.coursedir, units))
    link = explained(Viva(parent=app).mistakes_page, chosen.assignment, course, out)
    for line in lines(found, counted, needed, alike):
        say(line)
    try:
        was_there = out.parent.is_dir()
        write(page(found, counted, needed, alike, link, chosen.rows), out)
    except OSError as problem:
        say(
            f"The page cannot be written to {shown(out)} ({problem.strerror}). Name a place for it with --out.",
            sys.stderr,
        )
        return BAD
    shortest = os.path.relpath(out)
    say(f"\nThe page: {out if shortest.startswith('..') else shortest}")
    if was_there and not (out.parent / ".gitignore").exists() and (course / ".git").exists():
        say("It names students, and its folder has no .gitignore: keep it out of git.")
    return GOOD


def _rows(text: str) -> int:
    rows = int(text)
    if rows < 1:
        raise argparse.ArgumentTypeError(f"expected 1 or more, found {rows}")
    return rows


def _handed_in(found: Any) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """The (notebook, student) that were examined, and for each student one digest of the files handed in."""
    examined, digests = set(), {}
    for submission in found.submissions:
        verdicts = submission.verdict["notebooks"] if submission.verdict else []
        examined |= {(v["notebook"], submission.student) for v in verdicts if v["status"] == "examined"}
        known = [v["submission"]["sha256"] for v in verdicts]
        if known and all(known):
            digests[submission.student] = hashlib.sha256("".join(known).encode()).hexdigest()
    return examined, digests


def _solutions(coursedir: Any, units: Any) -> dict[str, dict[str, str]]:
    """The course's own answers, of each notebook whose source lies here."""
    from nbviva.prove import solutions

    sources = {
        unit.notebook: Path(coursedir.format_path(coursedir.source_directory, ".", unit.assignment))
        / f"{unit.notebook}.ipynb"
        for unit in units
    }
    return {
        unit.notebook: solutions(unit, sources[unit.notebook]) for unit in units if sources[unit.notebook].is_file()
    }
