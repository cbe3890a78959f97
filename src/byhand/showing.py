"""Turns sentences into HTML and text, and shows a MIME bundle: the common ground of cards, notes and tables."""

from __future__ import annotations

import html
import re
import sys
import textwrap
from collections.abc import Sequence

from byhand.findings import Message
from byhand.words import current

WIDTH = 96  # columns of a card in plain text
CARD_STYLE = (
    "max-width:46em;margin:6px 0;padding:12px 16px;border:1px solid #c9ced6;border-radius:8px;background:#ffffff;"
    "color:#1c2430;font:14px/1.5 system-ui,sans-serif"
)
CELL_STYLE = "text-align:left;vertical-align:top;padding:3px 14px 3px 0;border-bottom:1px solid #e3e6eb"
CODE_STYLE = "background:#eef1f5;color:#1c2430;padding:0 3px;border-radius:3px;font-size:92%"


def in_all(sentence: Message) -> list[str]:
    """The sentence in every chosen language, safe to print."""
    return [visible(line) for _, line in sentence.in_all()]


def wrapped(line: str, language: str) -> list[str]:
    """The line folded at WIDTH columns; text written in Han has no spaces to fold at and is left to the terminal."""
    clean = visible(line)
    if language.startswith(("zh", "ja")):
        return ["  " + clean]
    return textwrap.wrap(clean, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)


def visible(text: str) -> str:
    """The text with control and direction-changing characters spelled out: some of it is a student's own."""
    return "".join(f"\\u{ord(char):04x}" if not char.isprintable() and char != "\n" else char for char in text)


def inline(text: str) -> str:
    """Escaped HTML in which `code` between backticks is set as code."""
    escaped = html.escape(visible(text))
    return re.sub(r"`([^`]+)`", rf'<code style="{CODE_STYLE}">\1</code>', escaped)


def paragraphs(sentence: Message) -> str:
    """The sentence as HTML, a block for each chosen language."""
    return "".join(f'<div lang="{language}">{inline(line)}</div>' for language, line in sentence.in_all())


def spans(sentence: Message, joined: str) -> str:
    """The sentence as inline HTML, a span for each chosen language."""
    parts = (f'<span lang="{language}">{inline(line)}</span>' for language, line in sentence.in_all())
    return joined.join(parts)


def show_note(sentence: Message) -> None:
    """Display one sentence in a quiet frame, in every chosen language."""
    text = "\n".join(in_all(sentence))
    display({"text/plain": text, "text/html": f'<section style="{CARD_STYLE}">{paragraphs(sentence)}</section>'})


def show_table(title: Message, headings: Sequence[Message], rows: Sequence[Sequence[str | Message]]) -> None:
    """Display a table with a caption; a cell is a text (code between backticks) or a sentence in every language."""
    head = "".join(f'<th scope="col" style="{CELL_STYLE}">{paragraphs(heading)}</th>' for heading in headings)
    body = "".join(
        "<tr>" + "".join(f'<td style="{CELL_STYLE}">{_cell(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    caption = f'<caption style="text-align:left;font-weight:600;padding:0 0 8px">{paragraphs(title)}</caption>'
    style = "border-collapse:collapse;color:inherit;background:none;margin:0"
    table = f'<table style="{style}">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    lines = in_all(title)
    for language in current():
        said = [[heading.said(language) for heading in headings]]
        said += [[cell.said(language) if isinstance(cell, Message) else cell for cell in row] for row in rows]
        clean = [[visible(cell).replace("`", "") for cell in row] for row in said]
        widths = [max(len(row[column]) for row in clean) for column in range(len(headings))]
        lines += [
            "",
            *("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in clean),
        ]
    display({"text/plain": "\n".join(lines), "text/html": f'<section style="{CARD_STYLE}">{table}</section>'})


def _cell(cell: str | Message) -> str:
    return paragraphs(cell) if isinstance(cell, Message) else inline(cell)


def display(bundle: dict[str, object]) -> None:
    """Show a MIME bundle through IPython where it runs, else its plain text on stdout."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(bundle, raw=True)
    else:
        print(bundle["text/plain"])
