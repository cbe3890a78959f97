"""Check a whole course: translatable sources, catalogues that are complete, entries that are sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from .catalogue import Translations, read_po
from .checks import check_catalogue
from .course import Course, read_notebook
from .documents import out_of_step
from .glossary import Glossary
from .pair_checks import check_pairs
from .problems import Problem, Refusal
from .reading import is_read
from .segments import context_of, is_frozen, segment_cell, segment_source
from .text import Kind, inline_tokens

# Folders of catalogues that belong to no notebook: their texts are messages of programs.
MESSAGES = ("checks", "common", "grader")


def check_course(
    course: Course,
    units: Sequence[str] = (),
    languages: Sequence[str] = (),
    messages: Collection[str] = MESSAGES,
    glossary: Path | None = None,
    reading: bool = True,
) -> Iterator[Problem]:
    """Yield every problem of the named units and languages (default: all), message catalogues among them.

    With `reading`, an entry that nobody has read a second time is one too. Raises Refusal where the glossary
    cannot be read.
    """
    folders = sorted({path.parent.name for path in course.catalogues.glob("*/*.po")})
    languages = languages or course.languages()
    glossaries = {
        language: Glossary.read(glossary, language, course.source_language) for language in languages if glossary
    }
    for unit in units or sorted({*course.units(), *folders}):
        if unit in messages:
            yield from _check_entries(course, unit, languages, glossaries, messages=True)
            yield from _check_read(course, unit, languages if reading else ())
        elif unit in course.units():
            yield from _check_sources(course, unit)
            for language in languages:
                yield from _check_complete(course, unit, language)
            yield from _check_entries(course, unit, languages, glossaries)
            yield from _check_read(course, unit, languages if reading else ())
            yield from _check_pages(course, unit, languages)
            if unit in course.documents():
                yield from _check_documents(course, unit)
        else:
            found = f"expected notebooks in {course.source / unit} or a folder of messages, found neither"
            yield Problem(str(course.catalogues / unit), "", "", found, f"units are: {', '.join(course.units())}")


def source_problems(notebook: NotebookNode, file: str) -> Iterator[Problem]:
    """Yield what in a source notebook cannot be shown well in two languages."""
    for number, cell in enumerate(notebook.cells, start=1):
        context = context_of(cell, file, number)
        answer = cell.metadata.get("nbgrader", {}).get("solution", False)
        if cell.cell_type == "markdown" and is_frozen(cell) and not answer and segment_source(cell):
            found = "a locked cell with prose: it stays in the source language, as grading restores locked cells"
            yield Problem(
                file, context, cell.source, found, "unlock it, or move its prose to a cell that is not locked"
            )
        for segment in segment_cell(cell):
            markdown = segment.kind not in (Kind.COMMENT, Kind.TRAILING, Kind.DOCSTRING, Kind.SHORT_DOCSTRING)
            kinds = {token.type for token in inline_tokens(segment.text)} if markdown else set()
            for kind, name in (("image", "a figure"), ("math_inline_double", "display math")):
                if kind in kinds:
                    found = f"{name} inside a text: it would appear once a language"
                    yield Problem(
                        file,
                        context,
                        segment.text,
                        found,
                        "give it a paragraph of its own, blank lines around it",
                    )


def _check_sources(course: Course, unit: str) -> Iterator[Problem]:
    try:
        for path in course.notebooks(unit):
            yield from source_problems(read_notebook(path), str(path))
    except Refusal as refusal:
        yield from refusal.problems


def _check_complete(course: Course, unit: str, language: str) -> Iterator[Problem]:
    """Yield the texts that a catalogue lacks, and the entries that no text needs."""
    path = course.catalogue(unit, language)
    update = f"run `nbduet update {unit}`"
    try:
        wanted = {(context, segment.text): None for context, segment in course.segments(unit)}
        po = read_po(path) if path.exists() or wanted else []
    except Refusal as refusal:
        yield from refusal.problems
        return
    present = {(entry.msgctxt or "", entry.msgid) for entry in po if not entry.obsolete}
    for key in wanted:
        if key not in present:
            yield Problem(
                str(path),
                *key,
                "expected an entry for this text, found none",
                f"{update}, translate the entry",
            )
    for entry in po:
        if not entry.obsolete and (entry.msgctxt or "", entry.msgid) not in wanted:
            found = "an entry that no text of the source needs"
            yield Problem(str(path), entry.msgctxt or "", entry.msgid, found, update)


def _check_entries(
    course: Course,
    unit: str,
    languages: Sequence[str],
    glossaries: Mapping[str, Glossary],
    messages: bool = False,
) -> Iterator[Problem]:
    for language in languages:
        path = course.catalogue(unit, language)
        if not messages and not path.exists():
            # The check for completeness has named it.
            continue
        try:
            po = read_po(path)
        except Refusal as refusal:
            if messages:
                yield from refusal.problems
            continue
        yield from check_catalogue(po, path, language, glossaries.get(language), messages)


def _check_read(course: Course, unit: str, languages: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each catalogue with translations that nobody but their writer has read."""
    for language in languages:
        path = course.catalogue(unit, language)
        try:
            po = read_po(path)
        except Refusal:
            # Another check has named it.
            continue
        done = [entry for entry in po if not entry.obsolete and not entry.fuzzy and entry.msgstr.strip()]
        unread = [entry for entry in done if not is_read(entry)]
        if unread:
            found = f"{len(unread)} of {len(done)} translations were not read a second time since they were written"
            remedy = (
                "somebody who did not write them reads them in the built notebook (from this one on), mends what is "
                f"not right, and then marks them: `nbduet read {unit} --languages {language}`"
            )
            yield Problem(str(path), unread[0].msgctxt or "", unread[0].msgid, found, remedy)


def _check_pages(course: Course, unit: str, languages: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with built pages, of the languages whose catalogues are complete: the others are named."""
    complete = [tag for tag in languages if course.catalogue(unit, tag).exists() and not _incomplete(course, unit, tag)]
    try:
        yield from check_pairs(course, unit, complete)
    except Refusal as refusal:
        yield from refusal.problems


def _check_documents(course: Course, unit: str) -> Iterator[Problem]:
    """Yield the pages of a document that are not in step with it."""
    (path,) = course.notebooks(unit)
    known = [course.source_language, *course.languages_of(unit)]
    for language in known:
        try:
            translations = Translations(course.catalogues, unit, [language], course.source_language)
        except Refusal:
            continue
        yield from out_of_step(path, translations, known, course.catalogues)


def _incomplete(course: Course, unit: str, language: str) -> bool:
    try:
        po = read_po(course.catalogue(unit, language))
    except Refusal:
        return True
    return any(_check_complete(course, unit, language)) or any(
        not entry.obsolete and (entry.fuzzy or not entry.msgstr.strip()) for entry in po
    )
