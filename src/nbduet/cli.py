"""The command `nbduet`: bring catalogues in step, check them, build a notebook in a pair of languages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from .catalogue import Translations, read_po
from .course import Course, read_notebook
from .course_checks import MESSAGES, check_course
from .documents import beside, page
from .pair import render_notebook
from .preview import preview
from .problems import Problem, Refusal
from .reading import is_read, mark_read
from .update import update_file, write_po

GLOSSARY = "glossary.csv"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 when all is well, 1 when something is refused or found wrong."""
    options = _parser().parse_args(arguments)
    root = Path(options.root)
    course = Course(root / options.source_dir, root / options.catalogue_dir, options.source_language)
    try:
        status: int = options.run(course, options)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return status


def _update(course: Course, options: argparse.Namespace) -> int:
    languages = options.languages or course.languages()
    if not languages:
        found = "expected catalogues of some language, found none"
        raise Refusal(
            [
                Problem(
                    str(course.catalogues),
                    "",
                    "",
                    found,
                    "name the languages to begin: --languages zh-Hans,ja",
                )
            ]
        )
    for unit in [options.unit] if options.unit else course.units():
        segments = list(course.segments(unit))
        for language in languages:
            path = course.catalogue(unit, language)
            changed = update_file(path, unit, segments, options.prune)
            print(f"{path}: {'updated' if changed else 'in step'}")
    return 0


def _check(course: Course, options: argparse.Namespace) -> int:
    glossary: Path | None = course.catalogues / GLOSSARY
    if glossary and not glossary.exists():
        print(f"{glossary}: no such file, terms are not checked", file=sys.stderr)
        glossary = None
    units = [options.unit] if options.unit else []
    count = 0
    for problem in check_course(course, units, options.languages, options.messages, glossary, not options.unread_ok):
        print(problem)
        count += 1
    print(f"{count} problem{'' if count == 1 else 's'}" if count else "translations are complete and sound")
    return 1 if count else 0


def _read(course: Course, options: argparse.Namespace) -> int:
    for language in options.languages:
        path = course.catalogue(options.unit, language)
        po = read_po(path)
        chosen = [entry for entry in po if not options.entries or entry.msgctxt in options.entries]
        unknown = set(options.entries) - {entry.msgctxt for entry in chosen}
        if unknown:
            found = f"expected cells or keys of this catalogue, found {', '.join(sorted(unknown))}"
            raise Refusal([Problem(str(path), "", "", found, "look at the msgctxt lines of the file")])
        fresh = [mark_read(entry) for entry in chosen]
        write_po(po, path)
        left = sum(not is_read(entry) for entry in po if not entry.obsolete)
        print(f"{path}: {sum(fresh)} marked as read, {left} left")
    return 0


def _build(course: Course, options: argparse.Namespace) -> int:
    if options.unit in course.documents():
        return _build_document(course, options)
    if not options.languages or not options.out:
        found = f"expected --languages and --out for notebooks, found none in `{options.unit}`"
        raise Refusal([Problem(str(course.source), "", "", found, "for example: --languages en,ja --out build/ja")])
    translations = Translations(course.catalogues, options.unit, options.languages, course.source_language)
    out = Path(options.out)
    made = {}
    for path in course.notebooks(options.unit):
        target = out / path.name
        if target.resolve() == path.resolve():
            found = "expected another folder than that of the source notebooks"
            raise Refusal([Problem(str(out), "", "", found, "choose another --out")])
        made[target] = render_notebook(read_notebook(path), translations, options.language_cell, str(path))
    # Nothing is written before everything could be made.
    out.mkdir(parents=True, exist_ok=True)
    for target, notebook in made.items():
        nbformat.write(notebook, target)  # type: ignore[no-untyped-call]
        print(target, flush=True)
    return 0


def _build_document(course: Course, options: argparse.Namespace) -> int:
    """Write the pages of a document beside it, or into --out; its own links to them as well."""
    (path,) = course.notebooks(options.unit)
    known = [course.source_language, *course.languages_of(options.unit)]
    made = {}
    for language in options.languages or known:
        translations = Translations(course.catalogues, options.unit, [language], course.source_language)
        target = beside(path, language, course.source_language)
        made[Path(options.out) / target.name if options.out else target] = page(
            path, translations, known, course.catalogues
        )
    for target, text in made.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        print(target, flush=True)
    return 0


def _preview(course: Course, options: argparse.Namespace) -> int:
    course.notebooks(options.unit)  # refuses an unknown unit at once
    folders = [course.source / options.unit, course.catalogues]
    watched = " and ".join(str(folder) for folder in folders)
    print(f"Watching {watched}; open the notebook in {options.out}, reload it after a change. Ctrl-C ends this.")

    def build() -> None:
        _build(course, options)

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    preview(folders, build, say)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nbduet", description="Notebooks in one language or in a pair, from one source."
    )
    parser.add_argument("--root", default=".", help="root of the course (default: the current folder)")
    parser.add_argument("--source-dir", default="source", help="folder of the source notebooks (default: source)")
    parser.add_argument("--catalogue-dir", default="i18n", help="folder of the catalogues (default: i18n)")
    parser.add_argument("--source-language", default="en", help="language of the source notebooks (default: en)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    update = commands.add_parser("update", help="bring catalogues in step with the source notebooks")
    update.add_argument("unit", nargs="?", help="name of a unit (default: all units)")
    update.add_argument(
        "--languages", type=_listed, default=[], help="default: all that have a catalogue; others are begun"
    )
    update.add_argument("--prune", action="store_true", help="drop the entries of texts that are gone")
    update.set_defaults(run=_update)

    check = commands.add_parser("check", help="check that catalogues are complete and sound")
    check.add_argument("unit", nargs="?", help="name of a unit or a folder of messages (default: all)")
    check.add_argument("--languages", type=_listed, default=[], help="default: all that have a catalogue")
    check.add_argument(
        "--messages",
        type=_listed,
        default=list(MESSAGES),
        help="folders of messages (default: checks,common)",
    )
    check.add_argument(
        "--unread-ok", action="store_true", help="do not ask whether every translation was read a second time"
    )
    check.set_defaults(run=_check)

    read = commands.add_parser(
        "read",
        help="mark translations as read a second time, by somebody who did not write them; a later change ends the mark",
    )
    read.add_argument("unit", help="name of a unit or a folder of messages")
    read.add_argument("--languages", type=_listed, required=True, help="the languages that were read, e.g. ja")
    read.add_argument("--entries", type=_listed, default=[], help="only these cells or keys (default: all)")
    read.set_defaults(run=_read)

    build = commands.add_parser(
        "build",
        help="write notebooks in one or more languages, to look at: solutions and hidden tests are in them",
    )
    build.add_argument("unit", help="name of a unit")
    build.add_argument(
        "--languages", type=_listed, default=[], help="the leading one first, e.g. en,zh-Hans; of a document all"
    )
    build.add_argument("--out", default="", help="folder to write to; a document's pages stand beside it")
    build.add_argument("--language-cell", default="languages", help="name of the cell that chooses the languages")
    build.set_defaults(run=_build)

    live = commands.add_parser("preview", help="build a notebook again whenever its source or a catalogue changes")
    live.add_argument("unit", help="name of a unit")
    live.add_argument("--languages", type=_listed, required=True, help="the leading one first, e.g. en,ja")
    live.add_argument("--out", default="build/preview", help="folder to write to (default: build/preview)")
    live.add_argument("--language-cell", default="languages", help="name of the cell that chooses the languages")
    live.set_defaults(run=_preview)
    return parser


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
