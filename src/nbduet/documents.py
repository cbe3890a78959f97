"""Markdown documents of a course in its languages: README.md beside README.ja.md, from the same kind of catalogue.

A folder of catalogues named after a Markdown file, `i18n/README.md/`, makes that file a document. Its page in another
language stands beside it and is written by `nbduet build`; between the marks for languages stand links to the others.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from .catalogue import Translations
from .pair import render_notebook
from .problems import Problem, Refusal
from .text import MARKDOWN

ENDING = ".md"
BEGIN, END = "<!-- languages -->", "<!-- /languages -->"
_BAR = re.compile(rf"{BEGIN}.*?{END}", re.DOTALL)
_LINK = re.compile(r"\]\((?P<path>[^()\s#:]+\.md)(?P<rest>#[^()\s]*)?\)")
_WITHIN = re.compile(r"\]\(#(?P<slug>[^()\s]+)\)")
# What a language calls itself; any other is called by its tag.
_NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ja": "日本語"}


def document(root: Path, name: str) -> Path | None:
    """Return the file of a document: in the root of the course, or in its folder docs/; None where there is none."""
    places = (root / name, root / "docs" / name) if name.endswith(ENDING) else ()
    return next((place for place in places if place.is_file()), None)


def as_notebook(path: Path) -> NotebookNode:
    """Read a document as a notebook of one Markdown cell, the links to its languages left out. Raises Refusal."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        found = f"expected a text in UTF-8, found {error}"
        raise Refusal([Problem(str(path), "", "", found, "restore the file from version control")]) from error
    cell = new_markdown_cell(_BAR.sub(f"{BEGIN}\n{END}", text), id="text")  # type: ignore[no-untyped-call]
    notebook: NotebookNode = new_notebook(cells=[cell])  # type: ignore[no-untyped-call]
    return notebook


def beside(path: Path, language: str, source_language: str = "en") -> Path:
    """Return the path of a document in a language: README.ja.md for README.md."""
    return path if language == source_language else path.with_suffix(f".{language}{ENDING}")


def page(path: Path, translations: Translations, languages: Sequence[str], catalogues: Path) -> str:
    """Return a document in the one language of `translations`, with links to all `languages`.

    A link to another document leads to its page in that language, where `catalogues` have one. Raises Refusal.
    """
    (language,) = translations.languages
    made = render_notebook(as_notebook(path), translations, file=str(path), marked=False)
    text: str = made.cells[0].source
    # Headings are translated, so what leads to them within the page is another anchor, too.
    anchors = dict(zip(slugs(as_notebook(path).cells[0].source), slugs(text), strict=True))
    names = [(tag, _NAMES.get(tag, tag)) for tag in languages]
    links = " · ".join(
        name if tag == language else f"[{name}]({beside(path, tag, translations.source_language).name})"
        for tag, name in names
    )

    def led(link: re.Match[str]) -> str:
        there = Path(link["path"])
        meant = document(catalogues.parent, there.name)
        known = (
            (catalogues / there.name / f"{language}.po").is_file()
            and meant is not None
            and meant.resolve() == (path.parent / there).resolve()
        )
        return f"]({beside(there, language, translations.source_language) if known else there}{link['rest'] or ''})"

    text = _LINK.sub(led, text)
    text = _WITHIN.sub(lambda link: f"](#{anchors.get(link['slug'], link['slug'])})", text)
    text = _BAR.sub(lambda _: f"{BEGIN}\n{links}\n{END}", text)
    return text if text.endswith("\n") else text + "\n"


def slugs(markdown: str) -> list[str]:
    """Return the anchors that GitHub gives the headings of a text, in order; a second of the same name ends in -1."""
    found: list[str] = []
    tokens = MARKDOWN.parse(markdown)
    for opening, token in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            plain = "".join(part.content for part in token.children or [] if part.type in ("text", "code_inline"))
            name = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
            count = sum(re.fullmatch(rf"{re.escape(name)}(-\d+)?", other) is not None for other in found)
            found.append(f"{name}-{count}" if count else name)
    return found


def out_of_step(
    path: Path, translations: Translations, languages: Sequence[str], catalogues: Path
) -> Iterator[Problem]:
    """Yield a problem where the page beside a document is not what document and catalogue make today."""
    try:
        wanted = page(path, translations, languages, catalogues)
    except Refusal:
        # The check of the catalogue names it.
        return
    target = beside(path, translations.languages[0], translations.source_language)
    if not target.is_file() or target.read_text(encoding="utf-8") != wanted:
        found = "not what the document and its catalogue make today" if target.is_file() else "found no such page"
        yield Problem(str(target), "", "", found, f"run `nbduet build {path.name}`")
