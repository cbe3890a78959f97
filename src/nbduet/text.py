"""What a segment is, and what counts as words. Everything else in nbduet cuts, joins or checks segments."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin


class Kind(StrEnum):
    """Where a segment stands; the value is what a translator reads in the catalogue (`#. heading`)."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "list item"
    CELL = "table cell"
    HTML = "html text"
    ALT = "text of a picture"
    COMMENT = "comment"
    TRAILING = "trailing comment"
    DOCSTRING = "docstring"
    SHORT_DOCSTRING = "docstring on one line"
    MESSAGE = "message"  # stands in no cell: a program says it


# Here a line break is a line break; in the other kinds it is shown as a space, which Han text must not have.
LINES_KEPT = frozenset({Kind.COMMENT, Kind.DOCSTRING})


@dataclass(frozen=True)
class Segment:
    """A piece of text in a cell: the range `source[start:end]`, and the `text` a translator sees of it."""

    kind: Kind
    start: int
    end: int
    # the text without what begins its further lines (indentation, `> `, `# `)
    text: str
    # what begins each further line at this place
    prefix: str = ""


MARKDOWN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)

_WORD = re.compile(r"\w+")
_URL = re.compile(r"\b(?:https?://|mailto:)\S+")
_CODE_TAG = re.compile(r"<(/?)code\b", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(`+).+?\1")
_CALL = re.compile(r"\b\w+(?:\.\w+)*\([^()]*\)")
_FIELD = re.compile(r"^\s*(\w+)\s*:")
# Type names stand in a docstring as code, not as prose.
_TYPES = {
    "int",
    "float",
    "complex",
    "bool",
    "str",
    "bytes",
    "list",
    "tuple",
    "dict",
    "set",
    "ndarray",
    "Tensor",
}


def inline_tokens(text: str) -> list[Token]:
    """Return the inline tokens of `text` read as Markdown."""
    return [child for token in MARKDOWN.parseInline(text) for child in token.children or []]


def prose(text: str) -> str:
    """Return the running text of Markdown `text`: without code, math, images, HTML tags and addresses."""
    parts = []
    in_code = False
    for token in inline_tokens(text):
        if token.type == "html_inline" and (tag := _CODE_TAG.match(token.content)):
            in_code = not tag[1]
        if in_code:
            # Markdown's own marks for code do not work in `<summary>`, so `<code>` stands there.
            continue
        if token.type == "text":
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type not in (
            "strong_open",
            "strong_close",
            "em_open",
            "em_close",
            "link_open",
            "link_close",
        ):
            # A boundary: words on the two sides of a formula never form one term.
            parts.append(" \N{SYMBOL FOR UNIT SEPARATOR} ")
    return _URL.sub(" ", "".join(parts))


def words(text: str) -> list[str]:
    """Return the words in running text: two letters or more, so that `N`, `D_in` and `w1` are none."""
    return [token for token in _WORD.findall(text) if len(token) > 1 and token.isalpha()]


def has_words(markdown: str) -> bool:
    """Say whether Markdown text holds anything to translate."""
    return bool(words(prose(markdown)))


def has_words_beside_code(text: str, names: Container[str] = ()) -> bool:
    """Say whether a line of a comment or docstring holds anything to translate.

    Shapes, calls and types are none: `x: (N, D_in)`, `lr: float`, `forward(x, w1) -> (h,)`. `names` are
    the names of the arguments of functions: `Returns: (N, H)` is translated and `weights: (D_in, H)` is not.
    """
    text = _CALL.sub(" ", _CODE_SPAN.sub(" ", _URL.sub(" ", text)))
    field = _FIELD.match(text)
    if field and field.group(1) in names:
        text = text[field.end() :]
    return any(word not in _TYPES for word in words(text))
