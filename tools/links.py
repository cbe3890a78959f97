"""Looks after the links of all pages: what leads nowhere in the repository is named, what leads out of it is listed.

python tools/links.py        1 if a link, a picture or an anchor does not lead anywhere; nothing is ever fetched
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from course import ROOT
from nbduet.documents import slugs

# Folders with pages of their own; what is built, installed or a class's is none of ours.
FOLDERS = (".", "docs", "answers", "release", "submitted", "autograded", "feedback", "source", "benchmarks", "tests")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Link:
    """A link or picture in a page, and the line of its block."""

    page: Path
    line: int
    target: str

    @property
    def external(self) -> bool:
        """Whether it leads out of the repository."""
        parts = urlsplit(self.target)
        return bool(parts.scheme or parts.netloc)


class _Html(HTMLParser):
    """Collects where a piece of HTML leads, and what can be led to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the attributes that link or name."""
        for name, value in attrs:
            if value and ((tag, name) in (("a", "href"), ("img", "src"))):
                self.targets.append(value)
            if value and (name == "id" or (tag, name) == ("a", "name")):
                self.ids.add(value)


def pages(root: Path = ROOT) -> list[Path]:
    """The Markdown pages of the repository."""
    return sorted({path for folder in FOLDERS for path in (root / folder).glob("*.md")})


def links(page: Path) -> Iterator[Link]:
    """Every link and picture of a page, in its order."""
    for token in _MARKDOWN.parse(page.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else 0
        for part in token.children or [token]:
            for target in _targets(part):
                yield Link(page, line, target)


def _targets(token: Token) -> list[str]:
    if token.type in ("html_inline", "html_block"):
        read = _Html()
        read.feed(token.content)
        return read.targets
    found = token.attrGet("href") if token.type == "link_open" else token.attrGet("src")
    return [str(found)] if found is not None else []


@cache
def anchors(path: Path) -> frozenset[str]:
    """What can be led to in a page: headings of Markdown (a second of the same name ends in -1), ids of HTML."""
    text = path.read_text(encoding="utf-8")
    read = _Html()
    if path.suffix != ".md":
        read.feed(text)
        return frozenset(read.ids)
    for token in _MARKDOWN.parse(text):
        if token.type == "html_block":
            read.feed(token.content)
    return frozenset({*slugs(text), *read.ids})


def fault(link: Link, root: Path = ROOT) -> str:
    """Why a link leads nowhere, or "" where it does lead somewhere, or out of the repository."""
    if link.external:
        return ""
    parts = urlsplit(link.target)
    target = (link.page.parent / unquote(parts.path)).resolve() if parts.path else link.page
    if not target.is_relative_to(root):
        return "leads out of the repository: what is there on another machine?"
    if not target.exists():
        return "there is no such file"
    if parts.fragment and target.suffix in (".md", ".html") and unquote(parts.fragment) not in anchors(target):
        near = ", ".join(sorted(anchors(target))[:40])
        return f"there is no such anchor in {target.relative_to(root)}; there are: {near}"
    return ""


def main() -> int:
    """List what leads out, name what leads nowhere."""
    every = [link for page in pages() for link in links(page)]
    for target in sorted({link.target for link in every if link.external}):
        print(f"not followed: {target}")
    found = [(link, why) for link in every if (why := fault(link))]
    for link, why in found:
        print(f"{link.page.relative_to(ROOT)}:{link.line}: {link.target}: {why}", file=sys.stderr)
    print(f"{len(every)} links in {len(pages())} pages, {len(found)} of them lead nowhere.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
