"""The commands of the guides, run for real in a copy of the course; what they show is what is printed."""

from __future__ import annotations

from pathlib import Path

import guides
import pytest
from guides import SHELLS, Block, Copy, GuideError, blocks, pages

from grader import no_sandbox

OF_AUTHORS = {"author-guide.md", "languages.md", "translator-guide.md"}
GUIDES = {"author-guide.md", "instructor-guide.md", "languages.md", "student-guide.md", "translator-guide.md"}
needs = [
    pytest.mark.skipif(guides.no_shell(), reason="no bash here: THE COMMANDS OF THE GUIDES WERE NOT RUN"),
    pytest.mark.skipif(bool(no_sandbox()), reason="no sandbox here: THE COMMANDS OF THE GUIDES WERE NOT RUN"),
]
pytestmark = needs


def named(path: Path) -> str:
    return path.stem


def place(block: Block) -> str:
    return f"{block.page}-{block.line}"


def test_the_guides_are_there() -> None:
    assert {path.name for path in pages()} >= GUIDES


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_block_of_commands_is_run_or_says_why_not(page: Path) -> None:
    silent = [b.place for b in blocks(page) if b.kind in (*SHELLS, "") and not b.mark]
    assert silent == []
    known = ("run", "look: ", "write ", "insert ", "from ", "text", "printed by ")
    assert [b.place for b in blocks(page) if b.mark and not b.mark.startswith(known)] == []
    assert [b.place for b in blocks(page) if b.mark.startswith("run") and not b.is_run] == []


@pytest.mark.parametrize(
    "look", [b for page in pages() for b in blocks(page) if b.mark.startswith("look: ")], ids=place
)
def test_what_is_not_run_is_listed(look: Block) -> None:
    pytest.skip(f"{look.place}, not run: {look.mark.removeprefix('look: ')}")


@pytest.mark.parametrize(
    "page",
    # What authors and translators do takes a course of its own each.
    [pytest.param(p, marks=pytest.mark.slow) if p.name in OF_AUTHORS else p for p in pages()],
    ids=named,
)
def test_what_the_guide_says_is_so(page: Path, tmp_path: Path) -> None:
    follow(page, tmp_path, slowly=False)


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in pages() if any(b.slow for b in blocks(p))], ids=named)
def test_what_takes_longer_is_so_too(page: Path, tmp_path: Path) -> None:
    follow(page, tmp_path, slowly=True)


def follow(page: Path, folder: Path, *, slowly: bool) -> None:
    """Do what a page says from top to bottom."""
    copy = Copy(folder)
    for block in blocks(page):
        if slowly or not block.slow:
            copy.do(block)


def block(text: str, mark: str = "run", kind: str = "console") -> Block:
    return Block("invented.md", 1, kind, mark, text)


@pytest.mark.parametrize(
    "wrong",
    [
        block("$ echo one; echo two\none\nthree\n"),
        block("$ echo one; echo two\ntwo\none\n"),
        block("$ echo 12 of 14\n12 of 15\n"),
        block("$ false\n"),
        block("true\nfalse\n", kind="sh"),
        block("false | cat\n", kind="sh"),
        block("true\n", mark="run, status 3", kind="sh"),
        block("echo there is no command\n"),
        block("no_such_line = 1\n", mark="from tools/course.py", kind="python"),
    ],
    ids=["line", "order", "number", "status", "last", "pipe", "no-status", "no-command", "excerpt"],
)
def test_a_guide_that_lies_is_found_out(wrong: Block, copy: Copy) -> None:
    with pytest.raises(GuideError, match=r"docs/invented\.md:1"):
        copy.do(wrong)


def test_dots_stand_for_lines_and_for_characters(copy: Copy) -> None:
    copy.do(block("$ seq 9\n1\n...\n5\n6\n...\n$ echo from 3 to 8\nfrom ... to 8\n"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))
