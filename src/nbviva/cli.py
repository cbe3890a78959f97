"""`nbviva grade | prove | replay | doctor | settings`: the engine's own commands, with the course's nbgrader_config.py.

Any setting can be given on the command line as nbgrader takes it: --Viva.cell_seconds=120, --CourseDirectory.root=...
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

GOOD, BAD, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: all is well; 1: something is not, and was said; 2: the command was not understood."""
    parser = _parser()
    chosen, more = parser.parse_known_args(arguments)
    strange = [word for word in more if not word.startswith("--") or "." not in word.partition("=")[0]]
    if strange:
        parser.error(f"not understood: {' '.join(strange)} (one student is chosen by --student NAME)")
    if chosen.command == "doctor":
        return _doctor(more)
    if chosen.command == "settings":
        return _settings()
    from nbviva.gradebook import GradebookError
    from nbviva.private import PrivateError
    from nbviva.sandbox import SandboxError
    from nbviva.unit import UnitError

    try:
        app = _course(more, chosen)
        command = {"grade": _grade, "prove": _prove, "replay": _replay}[chosen.command]
        return command(app, chosen)
    except SandboxError as problem:
        _say(f"{problem}\n`nbviva doctor` says what this machine lacks and how to mend it.", sys.stderr)
    except (UnitError, GradebookError, PrivateError) as problem:
        _say(str(problem), sys.stderr)
    except KeyboardInterrupt:
        _say("\nStopped. What was recorded stays; the same command goes on from there.", sys.stderr)
    return BAD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nbviva", description="Examines the submissions of an nbgrader course.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what, description=what)
        made.add_argument("--sandbox", choices=("bubblewrap", "none"), help="'none' runs code with your own rights")
        made.add_argument("--workers", type=int, metavar="N", help="submissions examined at once")
        made.add_argument(
            "--cold", action="store_true", help="start every student's process anew; slower, same verdicts"
        )
        return made

    grading = add("grade", "grade the submissions of an assignment")
    grading.add_argument("assignment", metavar="UNIT")
    grading.add_argument("--student", default="*", metavar="PATTERN", help="only these students (default: all)")
    grading.add_argument("--force", action="store_true", help="grade again what is graded already")
    proving = add("prove", "the reference gets everything, the blank nothing, each answer of the bank as it should")
    proving.add_argument("assignment", nargs="*", metavar="UNIT", help="default: every assignment in source/")
    replaying = add("replay", "repeat one examination exactly and show what both processes said")
    replaying.add_argument("assignment", metavar="UNIT")
    replaying.add_argument("student", metavar="STUDENT")
    replaying.add_argument("--cell", metavar="TEST", help="show this cell only")
    commands.add_parser("doctor", help="what isolation this machine gives and what is missing")
    commands.add_parser("settings", help="every setting of c.Viva with its default, for nbgrader_config.py")
    return parser


def _course(more: Sequence[str], chosen: argparse.Namespace) -> Any:
    """nbgrader's application with the course's configuration read."""
    from nbgrader.apps import NbGrader
    from traitlets.config import Config

    # alembic, which nbgrader calls by name, lies beside the interpreter.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    app = NbGrader()
    app.initialize(list(more))
    config = Config()
    if chosen.sandbox:
        config.Viva.sandbox = chosen.sandbox
    if chosen.workers:
        config.Viva.workers = chosen.workers
    if chosen.cold:
        config.Viva.warm = False
    app.update_config(config)
    return app


def _grade(app: Any, chosen: argparse.Namespace) -> int:
    from nbviva.grading import grade, submitted

    found = [student for _, student in submitted(app.coursedir, chosen.assignment, chosen.student)]
    if not found:
        _say(
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
        _say(line)
    return graded.exit_status


def _prove(app: Any, chosen: argparse.Namespace) -> int:
    from nbviva.private import course_secret
    from nbviva.prove import prove, solutions, trials
    from nbviva.settings import Viva

    viva = Viva(parent=app)
    course = app.coursedir
    root = Path(course.root)
    sources = Path(course.format_path(course.source_directory, ".", "."))
    assignments = chosen.assignment or sorted(path.name for path in sources.glob("*/") if any(path.glob("*.ipynb")))
    if not assignments:
        _say(f"Expected assignments in {sources}, found none.", sys.stderr)
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
            _say(f"{assignment}/{unit.notebook}: {right} of {len(planned)} as they should be (reference, blank, bank).")
            for outcome in sorted(wrong, key=lambda outcome: outcome.trial.name):
                for fault in outcome.faults:
                    _say(f"  {outcome.trial.name}: {fault}")
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


def _replay(app: Any, chosen: argparse.Namespace) -> int:
    from nbviva import verdict
    from nbviva.examine import close, examine
    from nbviva.grading import submitted
    from nbviva.private import course_secret, key_for
    from nbviva.settings import Viva
    from nbviva.unit import load_unit

    viva, course = Viva(parent=app), app.coursedir
    secret = course_secret(Path(course.root) / viva.secret_file)
    folder = Path(course.format_path(course.submitted_directory, chosen.student, chosen.assignment))
    recorded = Path(
        course.format_path(course.autograded_directory, chosen.student, chosen.assignment), verdict.FILE_NAME
    )
    if not folder.is_dir():
        there = ", ".join(student for _, student in submitted(course, chosen.assignment)) or "nobody"
        _say(f"{chosen.student!r} has handed in nothing for {chosen.assignment}; these have: {there}.", sys.stderr)
        return BAD
    status = GOOD
    for unit in load_unit(course, chosen.assignment):
        key = key_for(secret, chosen.assignment, unit.notebook, chosen.student)
        settings = viva.for_assignment(chosen.assignment) | {"transcript": True}
        made: Any = examine(unit, folder, chosen.student, key, settings)
        close()
        shown = chosen.cell is None
        for said in made["transcript"]:
            if said.startswith("--- "):
                shown = chosen.cell is None or said.split()[-1] == chosen.cell
            if shown:
                _say(said)
        _say("")
        for cell in made["verdict"]["cells"]:
            if cell["kind"] == "test" and chosen.cell in (None, cell["name"]):
                why = f"  {cell['reason']['sentence']}" if cell["reason"] else ""
                _say(f"{cell['name']:<28} {cell['status']:<12} {cell['points']:g} of {cell['max_points']:g}{why}")
        if not recorded.is_file():
            _say("There is no recorded verdict to compare with.")
            continue
        before = next((v for v in verdict.read(recorded)["notebooks"] if v["notebook"] == unit.notebook), None)
        changes = verdict.changes(before, made["verdict"]) if before is not None else []
        _say("The same as recorded." if not changes else "\n".join(["Not as recorded:", *changes]))
        status = BAD if changes else status
    return status


def _doctor(more: Sequence[str]) -> int:
    from nbviva import doctor

    if more:
        _say(f"nbviva doctor: not understood: {' '.join(more)}", sys.stderr)
        return USAGE
    return doctor.main([str(Path.cwd())] if (Path.cwd() / "nbgrader_config.py").is_file() else [])


def _settings() -> int:
    from nbviva.settings import Viva

    defaults = Viva()
    for name, trait in sorted(Viva.class_traits(config=True).items()):
        _say(f"c.Viva.{name} = {getattr(defaults, name)!r}")
        _say(textwrap.fill(trait.help, 96, initial_indent="    ", subsequent_indent="    "))
    return GOOD


class Progress:
    """How far a run is: one line that is written over on a terminal, a line a submission elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._began = time.monotonic()
        self._live = sys.stdout.isatty()

    def line(self, text: str) -> None:
        """Something worth a line of its own."""
        if self._live:
            print(f"\r{text:<78}", flush=True)
        else:
            print(text, flush=True)

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        if self._live:
            passed = time.monotonic() - self._began
            left = passed / self._done * (self._total - self._done)
            print(f"\r  {self._done} of {self._total}, about {_minutes(left)} left {'':<20}", end="", flush=True)

    def end(self) -> None:
        """All are done."""
        if self._live and self._done:
            print(f"\r  {self._done} in {_minutes(time.monotonic() - self._began)}{'':<40}", flush=True)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"


def _say(text: str, file: Any = None) -> None:
    print(text, file=file or sys.stdout, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
