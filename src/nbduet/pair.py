"""Render a notebook in one language, or in several at once. Code, math and figures appear once, unchanged."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Sequence

from nbformat.notebooknode import NotebookNode

from .catalogue import Translations
from .problems import Problem, Refusal
from .python_cut import definitions, docstring_of, parsed, readable
from .segments import context_of, is_frozen, segment_cell
from .text import Kind, Segment

# Between two languages in one line of Markdown or HTML; a list item gives each language a line of its own.
_BETWEEN = {Kind.ITEM: "<br>", Kind.HEADING: " · ", Kind.HTML: " · "}
_NUMBER = re.compile(r"\d+(\.\d+)*\.?[ \t]+")  # of a section or exercise: "2. ", "2.10 "
_WITHOUT_MARKUP = frozenset({Kind.COMMENT, Kind.TRAILING, Kind.DOCSTRING, Kind.SHORT_DOCSTRING, Kind.ALT})


def render_notebook(
    notebook: NotebookNode,
    translations: Translations,
    language_cell: str = "languages",
    file: str = "notebook",
    marked: bool = True,
) -> NotebookNode:
    """Return a copy of `notebook` in the languages of `translations`, the first one leading.

    One language alone needs no `lang` on each passage where the page as a whole names it: `marked=False`.

    In the cell named `language_cell` (its grade_id, cell id or a tag of it), a call such as `choose("en")`
    gets the languages of this copy. With the source language alone every cell stays the same, byte for byte.
    Raises Refusal, with every reason found, where a text has no up-to-date translation or where a translation
    would change code.
    """
    made = copy.deepcopy(notebook)
    only_source = translations.languages == (translations.source_language,)
    problems: list[Problem] = []
    for number, cell in enumerate(made.cells, start=1):
        try:
            segments = segment_cell(cell)
            source = render_cell(cell, translations, segments, file, number, marked) if segments else cell.source
            if not only_source and is_language_cell(cell, language_cell):
                source = _with_languages(cell, source, translations, file)
            cell.source = source
        except Refusal as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise Refusal(problems)
    made.metadata["nbduet"] = {"languages": list(translations.languages)}
    return made


def render_cell(
    cell: NotebookNode,
    translations: Translations,
    segments: Sequence[Segment],
    file: str = "notebook",
    number: int = 0,
    marked: bool = True,
) -> str:
    """Return the source of a cell with each of its segments in every language of `translations`."""
    context = context_of(cell, file, number)
    problems: list[Problem] = []
    source: str = cell.source
    for segment in reversed(segments):
        texts: list[tuple[str, str]] = []
        for language in translations.languages:
            text = translations.find(language, context, segment.text)
            if isinstance(text, Problem):
                problems.append(text)
            else:
                texts.append((language, text))
        if len(texts) == len(translations.languages):
            verbatim = {translations.source_language: cell.source[segment.start : segment.end]}
            bare = len(texts) == 1 and not marked
            said = texts[0][1] if bare else _rendered(segment, texts, verbatim, source)
            source = source[: segment.start] + said + source[segment.end :]
    if problems:
        raise Refusal(reversed(problems))
    if cell.cell_type == "code" and not _same_code(cell.source, source):
        found = "the translated comments or docstrings change the code of this cell"
        remedy = "look for quotation marks, backslashes or line breaks in its translations"
        raise Refusal([Problem(", ".join(translations.files()), context, "", found, remedy)])
    return source


def is_language_cell(cell: NotebookNode, name: str) -> bool:
    """Say whether `name` is the cell's grade_id, cell id or one of its tags."""
    meta = cell.metadata
    return name in (meta.get("nbgrader", {}).get("grade_id"), cell.get("id"), *meta.get("tags", []))


def _rendered(segment: Segment, texts: list[tuple[str, str]], verbatim: dict[str, str], source: str) -> str:
    """Return one segment in its languages; `verbatim` is its text exactly as it stands in the source."""

    def lines(language: str, text: str) -> str:
        return verbatim.get(language) or text.replace("\n", "\n" + segment.prefix)

    # What reads the same in every language (a name, an abbreviation) is said once, and needs no `lang`; nor does
    # a text in the source language alone, which the page is taken to be in.
    if {text for _, text in texts} == {segment.text}:
        return lines(*texts[0])
    # Two languages may say another one's text with the same words, as zh-Hans and zh-Hant do: once is enough here, too.
    if len({text for _, text in texts}) == 1:
        texts = texts[:1]
    if segment.kind in _WITHOUT_MARKUP:
        own_line = segment.kind in (Kind.COMMENT, Kind.DOCSTRING)
        return ("\n" + segment.prefix if own_line else " / ").join(lines(*text) for text in texts)
    if segment.kind is Kind.PARAGRAPH:
        return _blocks(segment, [(language, lines(language, text)) for language, text in texts], source)
    number = _shared_number(segment, texts)
    between = _BETWEEN.get(segment.kind, " ")
    return number + between.join(
        f'<span lang="{language}">{lines(language, text).removeprefix(number)}</span>' for language, text in texts
    )


def _shared_number(segment: Segment, texts: list[tuple[str, str]]) -> str:
    """Return the number that a heading opens with in every language, to be said once; empty where there is none."""
    found = _NUMBER.match(texts[0][1])
    if segment.kind is not Kind.HEADING or found is None:
        return ""
    number = found.group()
    return number if all(text.startswith(number) and text != number for _, text in texts) else ""


def _blocks(segment: Segment, texts: list[tuple[str, str]], source: str) -> str:
    """Return a paragraph as a `<div lang>` a language, with the blank lines that keep its inside Markdown."""
    new_line = "\n" + segment.prefix
    blank = "\n" + segment.prefix.rstrip()
    blocks = [f'<div lang="{language}">{blank}{new_line}{text}{blank}{new_line}</div>' for language, text in texts]
    rendered = (blank + new_line).join(blocks)
    # An HTML block ends at a blank line only: what follows at once in the source would be swallowed.
    following = source[segment.end :].split("\n")[1:2]
    if following and following[0].strip(" \t>"):
        rendered += blank
    return rendered


def _same_code(before: str, after: str) -> bool:
    """Say whether two cells differ in comments and docstrings only."""
    old, new = parsed(readable(before)), parsed(readable(after))
    if old is None:
        # No Python: only lines that begin with `#` were cut, and only such lines may be new.
        return _without_comment_lines(before) == _without_comment_lines(after)
    return new is not None and _bare(old) == _bare(new)


def _without_comment_lines(source: str) -> list[str]:
    return [line for line in source.split("\n") if not line.lstrip().startswith("#")]


def _bare(tree: ast.Module) -> str:
    for node in definitions(tree):
        docstring = docstring_of(node)
        if docstring is not None:
            docstring.value = ""
    return ast.dump(tree)


def _with_languages(cell: NotebookNode, source: str, translations: Translations, file: str) -> str:
    """Return `source` with the languages in every call on string literals that names the source language."""
    mark = translations.source_language
    context = context_of(cell, file)
    tree = parsed(readable(source)) if cell.cell_type == "code" else None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    literals = [
        argument
        for call in calls
        if all(isinstance(argument, ast.Constant) and isinstance(argument.value, str) for argument in call.args)
        for argument in call.args
        if isinstance(argument, ast.Constant) and argument.value == mark
    ]
    if is_frozen(cell) or not literals:
        found = "it is locked or graded" if is_frozen(cell) else "found none"
        raise Refusal(
            [
                Problem(
                    file,
                    context,
                    source[:200],
                    f"expected a plain cell with a call such as choose('{mark}'), but {found}",
                    "this cell differs between pairs: unlock it, and name the source language in it",
                )
            ]
        )
    rows = source.split("\n")
    for literal in sorted(literals, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        row = rows[literal.lineno - 1].encode()
        old = row[literal.col_offset : literal.end_col_offset].decode()
        new = ", ".join(old.replace(mark, tag) for tag in translations.languages)
        rows[literal.lineno - 1] = (row[: literal.col_offset] + new.encode() + row[literal.end_col_offset :]).decode()
    return "\n".join(rows)
