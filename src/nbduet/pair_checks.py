"""Build every language alone and every ordered pair of a unit, and look at the pages: what a reader would stumble over."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import nbformat
from markdown_it.token import Token
from nbformat.notebooknode import NotebookNode

from .catalogue import Translations
from .course import Course, read_notebook
from .pair import render_notebook
from .problems import Problem, Refusal
from .segments import context_of, is_frozen, segment_cell
from .text import MARKDOWN, words

_LANG = re.compile(r"<(div|span)\b(?:[^>]*\blang=\"(?P<lang>[^\"]*)\")?[^>]*>|</(?P<end>div|span)\s*>")
_TAG = re.compile(r"</?[A-Za-z][^>]*>|<!--.*?-->", re.DOTALL)
_OPAQUE = re.compile(r"<(pre|script|style|svg|math|textarea|code)\b.*?</\1\s*>", re.DOTALL)
_UNCLOSED = ("an element that is opened and not closed", "look for `<div` or `<span` in the translations")
_RAW = re.compile(r"\*\*|`|\]\(")


def combinations(languages: Sequence[str]) -> list[tuple[str, ...]]:
    """Return every language alone, then every ordered pair."""
    return [*((language,) for language in languages), *itertools.permutations(languages, 2)]


def check_pairs(
    course: Course, unit: str, languages: Sequence[str], language_cell: str = "languages"
) -> Iterator[Problem]:
    """Yield what is wrong with the notebooks of a unit in any of `languages` (the source language is added).

    A language that cannot be built alone is named once and left out of the pairs.
    """
    names = list(dict.fromkeys((course.source_language, *languages)))
    for path in course.notebooks(unit):
        source = read_notebook(path)
        broken: set[str] = set()
        for chosen in combinations(names):
            if broken.intersection(chosen):
                continue
            try:
                translations = Translations(course.catalogues, unit, chosen, course.source_language)
                made = render_notebook(source, translations, language_cell, str(path))
            except Refusal as refusal:
                broken.update(chosen if len(chosen) == 1 else ())
                yield from refusal.problems
                continue
            where = f"{path} in {', '.join(chosen)}"
            yield from _whole(source, made, where, language_cell)
            if chosen == (course.source_language,):
                yield from _same_text(source, made, where)
            else:
                yield from _pages(source, made, where, translations)


def _whole(source: NotebookNode, made: NotebookNode, where: str, language_cell: str) -> Iterator[Problem]:
    """The notebook is valid; its cells are those of the source; those that grading restores are byte-identical."""
    try:
        nbformat.validate(made)
    except nbformat.ValidationError as error:
        yield Problem(where, "", "", f"expected a valid notebook, found: {error.message}", "look at the translations")
    if len(source.cells) != len(made.cells):
        found = f"expected {len(source.cells)} cells, found {len(made.cells)}"
        yield Problem(where, "", "", found, "this is a fault of nbduet: please report it")
    for before, after in zip(source.cells, made.cells, strict=False):
        same_frame = {**before, "source": ""} == {**after, "source": ""}
        if not same_frame or (is_frozen(before) and before.source != after.source):
            found = "a cell that grading restores differs from the source, and so would its checksum"
            yield Problem(where, context_of(before), "", found, "this is a fault of nbduet: please report it")


def _same_text(source: NotebookNode, made: NotebookNode, where: str) -> Iterator[Problem]:
    for before, after in zip(source.cells, made.cells, strict=False):
        if before.source != after.source:
            found = "the source language alone is not the source, byte for byte"
            yield Problem(where, context_of(before), "", found, "this is a fault of nbduet: please report it")


def _pages(source: NotebookNode, made: NotebookNode, where: str, translations: Translations) -> Iterator[Problem]:
    for before, after in zip(source.cells, made.cells, strict=False):
        if before.cell_type != "markdown" or is_frozen(before):
            continue
        context = context_of(before)
        neutral = {
            segment.text
            for segment in segment_cell(before)
            if {translations.find(language, context, segment.text) for language in translations.languages}
            == {segment.text}
        }
        for found, remedy in page_faults(after.source, translations.languages, neutral):
            yield Problem(where, context, "", found, remedy)


def page_faults(markdown: str, languages: Sequence[str], neutral: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (found, remedy) where rendered Markdown has prose in no language or in two, or Markdown left raw.

    `neutral` are texts that read the same in every language and need no `lang`.
    """
    opened: list[str] = []
    for token in MARKDOWN.parse(markdown):
        if token.type == "html_block":
            yield from _text_faults(_html_pieces(token.content, opened), languages, neutral)
        elif token.type == "inline" and token.content not in neutral:
            within = list(opened)
            yield from _text_faults(_inline_pieces(token.children or [], within), languages, neutral)
            if len(within) != len(opened):
                yield _UNCLOSED
    if opened:
        yield _UNCLOSED


def _text_faults(
    pieces: Iterator[tuple[str, list[str]]], languages: Sequence[str], neutral: set[str]
) -> Iterator[tuple[str, str]]:
    for text, around in pieces:
        said = " ".join(text.split())
        if not said or said in neutral:
            continue
        if raw := _RAW.search(text):
            yield (
                f"raw Markdown on the page ({raw[0]}): “{said[:60]}”",
                "keep punctuation and brackets outside the marks",
            )
        inside = [tag for tag in around if tag]
        if words(text) and (len(inside) != 1 or inside[0] not in languages):
            found = " and ".join(inside) or "none"
            yield (
                f"expected one language for “{said[:60]}”, found {found}",
                "this is a fault of nbduet: please report it",
            )


def _html_pieces(content: str, opened: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the texts of an HTML block with the languages around each, and keep `opened` up to date."""
    content = _OPAQUE.sub(" ", content)
    position = 0
    for match in _LANG.finditer(content):
        yield _TAG.sub(" ", content[position : match.start()]), list(opened)
        _enter_or_leave(match, opened)
        position = match.end()
    yield _TAG.sub(" ", content[position:]), list(opened)


def _inline_pieces(children: list[Token], opened: list[str]) -> Iterator[tuple[str, list[str]]]:
    code = False
    for child in children:
        if child.type == "html_inline":
            if child.content.startswith(("<code", "</code")):
                code = not child.content.startswith("</")
            if match := _LANG.match(child.content):
                _enter_or_leave(match, opened)
        elif child.type == "text" and not code:
            yield child.content, list(opened)


def _enter_or_leave(match: re.Match[str], opened: list[str]) -> None:
    if not match["end"]:
        opened.append(match["lang"] or "")
    elif opened:
        opened.pop()
