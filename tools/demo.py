"""`make demo`: a sample class hands in, is graded with the hidden tests and gets feedback, all of it in build/demo/.

build/demo/ is a course folder of its own, with its own gradebook: a real class's records are never read or written.
Started again, it does nothing that it has done already; when anything that matters has changed, it starts over.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from course import ROOT, notebook_path, units
from grader import NbgraderError, nbgrader, no_sandbox
from sample_class import CLASS, Student, hand_in

MARK = ".made-by-make-demo"
INPUTS = ("source", "i18n", "answers", "src", "tools", "nbgrader_config.py", "requirements.txt", "constraints.txt")
RESULTS = ("release", "submitted", "autograded", "feedback", "reports", "gradebook.db", "grades.csv", "class.txt")
HANDED_IN = "2027-03-01 11:{minute:02}:00 UTC"


class Refused(RuntimeError):  # noqa: N818  # the demo's own decision, no error of the program
    """The demo would have to touch something that it did not make."""


def make(folder: Path, students: Sequence[Student] = CLASS, chosen: Sequence[str] | None = None) -> bool:
    """Make the demo in `folder` and print the class; False if it stood there already and nothing had to be done.

    `chosen`: the units that are handed in, in the order of the course; None for all.

    Raises Refused if something else stands there, and NbgraderError.
    """
    chosen = units() if chosen is None else chosen
    fingerprint = _fingerprint(students, chosen)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(f"{folder} is not a folder. The demo makes one there; move what is in its place.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise Refused(f"{folder} holds something that `make demo` did not make. Move it away, then start again.")
    if _stamp(folder) == fingerprint and all((folder / name).exists() for name in RESULTS):
        print((folder / "class.txt").read_text(encoding="utf-8"), end="")
        print("\nNothing has changed since the demo was made, so nothing was graded again.")
        return False
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).write_text("`make demo` made this folder and may remove it.\n", encoding="utf-8")
    _run(folder, students, chosen)
    (folder / MARK).write_text(f"`make demo` made this folder and may remove it.\n{fingerprint}\n", encoding="utf-8")
    return True


def _stamp(folder: Path) -> str | None:
    mark = folder / MARK
    return mark.read_text(encoding="utf-8").splitlines()[-1] if mark.is_file() else None


def _fingerprint(students: Sequence[Student], chosen: Sequence[str]) -> str:
    """A hash over everything that the result depends on."""
    digest = hashlib.sha256(f"{sys.version} {[student.id for student in students]} {list(chosen)}".encode())
    for name in INPUTS:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            hidden = any(part.startswith((".", "__pycache__")) for part in path.relative_to(ROOT).parts)
            if path.is_file() and not hidden:
                digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _run(folder: Path, students: Sequence[Student], chosen: Sequence[str]) -> None:
    private = folder / ".jupyter"

    def run(*arguments: str, waiting: str | None = None) -> None:
        done = 0
        with (folder / "log.txt").open("a", encoding="utf-8") as log:
            log.write(f"$ nbgrader {' '.join(arguments)}\n")

            def said(line: str) -> None:
                nonlocal done
                log.write(line + "\n")
                if (waiting is not None and " points" in line) or ("refused" in line and sys.stdout.isatty()):
                    done += 1
                    print(f"\r  {waiting}: {done} of {len(students)}", end="", flush=True)

            nbgrader(folder, *arguments, private=private, said=said)

    with _step("Making a course folder of its own"):
        for name in ("source", "i18n"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        lines = [f"{student.id},{student.first},{student.last},{student.id}@example.org" for student in students]
        people = "\n".join(["id,first_name,last_name,email", *lines, ""])
        (folder / "students.csv").write_text(people, encoding="utf-8")
        run("db", "student", "import", "students.csv")
    for unit in chosen:
        with _step(f"Releasing {unit}"):
            run("generate_assignment", unit)
        with _step(f"Handing in: {len(students)} students"):
            for minute, student in enumerate(students):
                when = HANDED_IN.format(minute=minute)
                hand_in(student, unit, folder / "release" / unit, folder / "submitted", when)
        if no_sandbox():
            print(
                f"  This machine makes no sandbox: {no_sandbox()}\n  The sample class is ours and is graded without one."
            )
        with _step(grading := "Grading with the hidden tests, in a sandbox" if not no_sandbox() else "Grading"):
            run("autograde", unit, waiting=grading)
        with _step("Writing feedback"):
            run("generate_feedback", unit)
    with _step("Exporting the grades"):
        run("export", "--to", "grades.csv")
    with _step("Writing a page on the class for each unit"):
        for unit in chosen:
            nbgrader(folder, "report", unit, private=private, program="nbviva")
    from report import class_report  # its imports are slow, and a demo that stands already does without

    report = "\n".join([*(class_report(folder, unit, students) for unit in chosen), _places(folder, chosen[0])])
    (folder / "class.txt").write_text(report, encoding="utf-8")
    print("\n" + report, end="")


@contextmanager
def _step(what: str) -> Iterator[None]:
    start = time.monotonic()
    live = sys.stdout.isatty()
    print(f"  {what} ...", end="" if live else "\n", flush=True)
    yield
    if live:
        print(f"\r  {what:<60}{time.monotonic() - start:6.1f} s{'':<28}", flush=True)


def _places(folder: Path, unit: str) -> str:
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    page = notebook_path(unit).with_suffix(".html").name
    rows = (
        ("what students get", f"release/{unit}/"),
        ("what they handed in", f"submitted/<student>/{unit}/"),
        ("graded notebooks", f"autograded/<student>/{unit}/"),
        ("feedback to read", f"feedback/{CLASS[0].id}/{unit}/{page}"),
        ("gradebook (SQLite)", "gradebook.db"),
        ("a page on the class", f"reports/{unit}.html"),
        ("grades as a table", "grades.csv"),
        ("this table", "class.txt"),
        ("what nbgrader said", "log.txt"),
    )
    lines = [f"  {what:<21} {where}" for what, where in rows]
    return "\n".join([f"Where each thing lies, in {shown}/", *lines, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 if the demo stands, 1 if it was refused or failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "demo", help="the folder (build/demo)")
    folder = parser.parse_args(arguments).into
    try:
        make(folder.absolute())
    except (Refused, NbgraderError, ValueError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        if isinstance(problem, NbgraderError):
            print(f"All that nbgrader said is in {folder / 'log.txt'}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
