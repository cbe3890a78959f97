"""Cut Python cells into segments: comments and docstrings, never code, never the markers of tools."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from .text import Kind, Segment, has_words_beside_code, words

# Cell magics whose body is Python; the body of any other cell magic is another language.
_PYTHON_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
_MAGIC = re.compile(r"^(\s*)([%!?].*|[\w.]+\?\??\s*)$")
# Comments that a tool reads. nbgrader's own markers are written with three hashes.
_MARKER = re.compile(
    r"#+\s*(?:!|%%|(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)|(?:HASHED )?AUTOTEST\b"
    r"|(?:noqa|type:|pragma:|fmt:|isort:|mypy:|pyright:|pylint:|ruff:|nbval|NBVAL)(?![a-z]))"
)
_HASHES = re.compile(r"#+ ?")
# In a docstring a line of its own: a field (`x: …`, `x (array): …`), a bullet, a number.
_OWN_LINE = re.compile(r"\*{0,2}\w+(?:\s*\([^)]*\))?\s*:|[-*•]\s|\d+[.)]\s")
_ENDS_SENTENCE = re.compile(r"[.:;?!]\s*$")
_QUOTES = re.compile(r"([rRuU]?)(\"\"\"|'''|\"|')")

Definition = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class _Line:
    """A line of text: its range in the source, and what stands before it on its line."""

    start: int
    text: str
    prefix: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def cut_python(source: str) -> list[Segment]:
    """Return the segments of a code cell, in order.

    Where the source is no Python, even without its magics, only comments on lines of their own are cut.
    """
    if _is_foreign(source):
        return []
    source = readable(source)
    starts = _starts(source)
    tree = parsed(source)
    if tree is None:
        comments = [
            (starts[row] + len(line) - len(line.lstrip()), line.lstrip())
            for row, line in enumerate(source.split("\n"))
            if line.lstrip().startswith("#")
        ]
        return list(_comments(source, comments))
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    comments = [
        (starts[token.start[0] - 1] + token.start[1], token.string)
        for token in tokens
        if token.type == tokenize.COMMENT
    ]
    strings = {token.start: token.string for token in tokens if token.type == tokenize.STRING}
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    found = [*_comments(source, comments), *_docstrings(tree, strings, starts, source, names)]
    return sorted(found, key=lambda segment: segment.start)


def readable(source: str) -> str:
    """Return a cell as Python can read it: IPython's magics made `pass`, every offset kept."""
    if parsed(source) is not None:
        return source

    def neutral(line: str) -> str:
        magic = _MAGIC.match(line)
        if not magic:
            return line
        room = len(magic[2])
        return magic[1] + ("pass" if room >= 4 else "0").ljust(room)

    return "\n".join(neutral(line) for line in source.split("\n"))


def _is_foreign(source: str) -> bool:
    return source.lstrip().startswith("%%") and not source.lstrip().startswith(_PYTHON_MAGICS)


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell (`await` at top level allowed), or None where it is no Python."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        # Doubtful escapes in an author's string are not nbduet's business.
        warnings.simplefilter("ignore")
        try:
            tree = compile(source, "<cell>", "exec", flags)
        except (SyntaxError, ValueError):
            return None
    assert isinstance(tree, ast.Module)
    return tree


def definitions(tree: ast.Module) -> Iterator[Definition]:
    """Yield everything in a tree that may have a docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def docstring_of(node: Definition) -> ast.Constant | None:
    """Return the docstring of a definition as a node."""
    first = node.body[0] if node.body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return first.value
    return None


def _starts(source: str) -> list[int]:
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _comments(source: str, comments: list[tuple[int, str]]) -> Iterator[Segment]:
    """Yield a segment for each run of whole-line comments of one indentation and each trailing comment."""
    run: list[_Line] = []
    for start, text in comments:
        begin = source.rfind("\n", 0, start) + 1
        indent = source[begin:start]
        hashes = _HASHES.match(text)
        assert hashes
        line = _Line(start + hashes.end(), text[hashes.end() :].rstrip(), indent + hashes[0])
        # `#` and `# ----` part two runs, and so does a marker.
        plain = not _MARKER.match(text) and any(character.isalnum() for character in line.text)
        whole = not indent.strip()
        follows = run and line.prefix == run[-1].prefix and source[run[-1].end : begin].strip(" \t\r") == "\n"
        if not (plain and whole and follows):
            yield from _run(run)
            run = []
        if plain and whole:
            run.append(line)
        elif plain and has_words_beside_code(line.text):
            yield Segment(Kind.TRAILING, line.start, line.end, line.text)
    yield from _run(run)


def _run(run: list[_Line]) -> Iterator[Segment]:
    """Yield the segment of a run of comment lines; lines without words at its ends stay outside."""
    while run and not has_words_beside_code(run[0].text):
        run = run[1:]
    while run and not has_words_beside_code(run[-1].text):
        run = run[:-1]
    if run:
        yield _joined(Kind.COMMENT, run)


def _joined(kind: Kind, lines: list[_Line]) -> Segment:
    return Segment(kind, lines[0].start, lines[-1].end, "\n".join(line.text for line in lines), lines[0].prefix)


def _docstrings(
    tree: ast.Module, strings: dict[tuple[int, int], str], starts: list[int], source: str, names: set[str]
) -> Iterator[Segment]:
    rows = source.split("\n")
    for node in definitions(tree):
        docstring = docstring_of(node)
        if docstring is None:
            continue
        row = docstring.lineno - 1
        # The tree counts bytes, the tokenizer and this module count characters.
        column = len(rows[row].encode()[: docstring.col_offset].decode())
        literal = strings.get((row + 1, column), "")
        quotes = _QUOTES.match(literal)
        if quotes and ast.literal_eval(literal) == docstring.value:
            inner = literal[quotes.end() : -len(quotes[2])]
            begin = starts[row] + column + quotes.end()
            yield from _docstring(inner, begin, " " * column, len(quotes[2]) == 3, names)


def _docstring(inner: str, begin: int, indent: str, tripled: bool, names: set[str]) -> Iterator[Segment]:
    """Yield the segments of a docstring's inside: fields, bullets, sentences with their further lines."""
    if not tripled:
        if has_words_beside_code(inner, names):
            yield Segment(Kind.SHORT_DOCSTRING, begin, begin + len(inner), inner)
        return
    group: list[_Line] = []
    offset = begin
    for number, raw in enumerate(inner.split("\n")):
        text = raw.strip()
        lead = len(raw) - len(raw.lstrip())
        line = _Line(offset + lead, text, raw[:lead] if number else indent)
        offset += len(raw) + 1
        follows = (
            group
            and text
            and not _OWN_LINE.match(text)
            and not _ENDS_SENTENCE.search(group[-1].text)
            # A sentence goes on at its own indentation, a field or a bullet goes on further in.
            and len(line.prefix) >= len(group[0].prefix) + bool(_OWN_LINE.match(group[0].text))
            and bool(words(text))
        )
        if not follows and group:
            yield _joined(Kind.DOCSTRING, group)
            group = []
        if follows or has_words_beside_code(text, names):
            group.append(line)
    if group:
        yield _joined(Kind.DOCSTRING, group)
