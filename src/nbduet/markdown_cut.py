"""Cut Markdown into segments by the line ranges of markdown-it-py. The text is cut, never written anew."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from markdown_it.token import Token

from .text import MARKDOWN, Kind, Segment, has_words

_NOT_QUOTE = re.compile(r"[^>\s]")
# A pipe that ends a table cell. In math it does not: Jupyter takes the math out before it reads the table.
_PIPE = re.compile(r"\\.|\$[^$]+\$|(?P<pipe>\|)")
# A comment, an element whose inside is code or drawing and not prose, or a single tag.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<opaque>pre|script|style|svg|math|textarea)\b.*?(?:</(?P=opaque)\s*>|\Z)"
    r"|</?(?P<name>[a-z][\w-]*)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>",
    re.DOTALL | re.IGNORECASE,
)
# A picture that is a paragraph of its own; its text is what a reader hears who does not see it.
_ALONE = re.compile(r"!\[(?P<alt>[^\[\]\n]*)\]\([^()\n]*\)")
# Tags that stand within a sentence; every other tag ends the text before it.
_WITHIN_TEXT = re.compile(
    r"(?:a|abbr|b|br|cite|code|em|i|img|kbd|mark|q|s|small|span|strong|sub|sup|u|var|wbr)\Z", re.IGNORECASE
)


def cut_markdown(source: str) -> list[Segment]:
    """Return the segments of a Markdown source, in order. Blocks without words are in none of them."""
    lines = source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    page = _Page(lines, starts)
    return list(_blocks(page, MARKDOWN.parse(source)))


class _Page:
    """The lines of a source and the offset at which each begins."""

    def __init__(self, lines: list[str], starts: list[int]) -> None:
        self.lines = lines
        self.starts = starts

    def text(self, kind: Kind, first: int, content: str) -> Segment:
        """Return the segment of inline `content` whose first line is line `first`."""
        pieces: list[str] = []
        begin = end = 0
        prefix = ""
        wanted = content.split("\n")
        for number, line in enumerate(wanted):
            raw = self.lines[first + number]
            column = _column(raw, line.strip(), heading=kind is Kind.HEADING)
            stop = column + len(line.strip())
            if number == 0:
                begin = self.starts[first] + column
                # The marker of a list item is not repeated on the next line, that of a quotation is.
                prefix = _NOT_QUOTE.sub(" ", raw[:column])
            # Two spaces at the end of a line are a line break and belong to the text, but not on the last.
            pieces.append(raw[column:] if number < len(wanted) - 1 else raw[column:stop])
            end = self.starts[first + number] + stop
        return Segment(kind, begin, end, "\n".join(pieces), prefix)


def _column(raw: str, text: str, heading: bool) -> int:
    if heading:
        # `## Title ##`: the text is searched behind the opening marker, as the marker itself may hold it.
        return raw.index(text, len(raw) - len(raw.lstrip(" >\t#")))
    column = len(raw.rstrip()) - len(text)
    if raw[column:].rstrip() != text:
        raise AssertionError(f"expected line {raw!r} to end in {text!r}")
    return column


def _blocks(page: _Page, tokens: list[Token]) -> Iterator[Segment]:
    opened: list[Token] = []
    for position, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(token)
            if token.type == "tr_open" and token.map:
                yield from _table_row(page.lines[token.map[0]], page.starts[token.map[0]])
        elif token.nesting == -1:
            opened.pop()
        elif token.type == "html_block" and token.map:
            yield from _html(page, token.map[0], token.map[1])
        elif token.type == "inline" and token.map:
            parent = opened[-1]
            if alone := _ALONE.fullmatch(token.content):
                if has_words(alone["alt"]):
                    begin = page.starts[token.map[0]] + page.lines[token.map[0]].index("![") + 2
                    yield Segment(Kind.ALT, begin, begin + len(alone["alt"]), alone["alt"])
            elif parent.type not in ("th_open", "td_open") and has_words(token.content):
                yield page.text(_kind(parent, tokens[position - 2]), token.map[0], token.content)


def _kind(parent: Token, before: Token) -> Kind:
    if parent.type == "heading_open":
        return Kind.HEADING
    # A paragraph of a tight list cannot become blocks of its own without making the list loose.
    if parent.hidden or before.type == "list_item_open":
        return Kind.ITEM
    return Kind.PARAGRAPH


def _table_row(raw: str, start: int) -> Iterator[Segment]:
    """Yield the cells with words of a table row that begins at offset `start`."""
    pipes = [match.start() for match in _PIPE.finditer(raw) if match["pipe"]]
    lead = len(raw) - len(raw.lstrip(" >\t"))
    if pipes[:1] != [lead]:
        pipes = [lead - 1, *pipes]
    # What stands behind the last pipe is a cell too, or nothing.
    for left, right in itertools.pairwise([*pipes, len(raw)]):
        text = raw[left + 1 : right]
        if has_words(text):
            begin = start + left + 1 + len(text) - len(text.lstrip())
            yield Segment(Kind.CELL, begin, begin + len(text.strip()), text.strip())


def _html(page: _Page, first: int, last: int) -> Iterator[Segment]:
    """Yield the texts between the block tags of an HTML block, e.g. what stands in `<summary>…</summary>`."""
    begin = page.starts[first]
    block = "\n".join(page.lines[first:last])
    edges = [(0, 0)]
    for match in _TAG.finditer(block):
        if not _WITHIN_TEXT.match(match["name"] or ""):
            edges.append(match.span())
    edges.append((len(block), len(block)))
    for (_, left), (right, _) in itertools.pairwise(edges):
        text = block[left:right]
        if has_words(text):
            start = begin + left + len(text) - len(text.lstrip())
            yield Segment(Kind.HTML, start, start + len(text.strip()), text.strip())
