"""No link of any page leads nowhere; none is ever fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import links
from course import ROOT
from links import Link, anchors, fault
from nbduet.documents import slugs


@pytest.mark.parametrize("page", links.pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [f"line {link.line}: {link.target}: {why}" for link in links.links(page) if (why := fault(link))]
    assert lost == []


def test_every_page_of_docs_stands_in_the_index() -> None:
    index = {link.target for link in links.links(ROOT / "docs" / "README.md")}
    own = [path.name for path in (ROOT / "docs").glob("*.md") if path.name.count(".") == 1 and path.name != "README.md"]
    assert own
    assert [name for name in own if name not in index] == []


def test_pages_of_every_kind_are_looked_at() -> None:
    names = {page.relative_to(ROOT).as_posix() for page in links.pages()}
    assert names >= {"README.md", "CHANGELOG.md", "docs/security.md", "answers/README.md", "release/README.md"}


PAGE = """\
# A page

One [here](#a-page), [there](other.md#two-words), and ![a picture](card.png).

| table |
|---|
| [in a table](cards.html#E7) |

## Two words

## Two words

<a href="other.md">in HTML</a>

```
[in a fence](nowhere.md)
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    shutil.copy(path, tmp_path / "other.md")
    (tmp_path / "card.png").write_bytes(b"")
    (tmp_path / "cards.html").write_text('<h3 id="E7">E7</h3>', encoding="utf-8")
    return path


def test_links_are_found_wherever_a_reader_sees_them(page: Path) -> None:
    found = list(links.links(page))
    assert [link.target for link in found] == [
        "#a-page",
        "other.md#two-words",
        "card.png",
        "cards.html#E7",
        "other.md",
    ]
    assert [fault(link, page.parent) for link in found] == [""] * len(found)


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("nowhere.md", "no such file"),
        ("other.md#three-words", "no such anchor"),
        ("other.md#two-words-2", "no such anchor"),
        ("#two_words", "no such anchor"),
        ("cards.html#E8", "no such anchor"),
        ("../../elsewhere.md", "out of the repository"),
    ],
)
def test_what_leads_nowhere_is_named(page: Path, target: str, why: str) -> None:
    assert why in fault(Link(page, 1, target), page.parent)


def test_what_leads_out_is_not_followed(page: Path) -> None:
    assert fault(Link(page, 1, "https://example.org/nothing"), page.parent) == ""


def test_anchors_are_those_of_github(page: Path) -> None:
    assert anchors(page) == {"a-page", "two-words", "two-words-1"}
    assert slugs("## 11. Final grades, at `last`: 你好！") == ["11-final-grades-at-last-你好"]
