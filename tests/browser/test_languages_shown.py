"""Pairs of languages in JupyterLab: every passage carries its language, gets that language's characters, and shows no markup.

LANGUAGE_PICTURES=docs/pictures pytest tests/browser/test_languages_shown.py     takes the pictures of docs/languages.md anew
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from notebook_page import RAW, NotebookPage
from serving import Server, started
from window import watched

from course import ROOT
from nbduet.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

UNIT = "02_two_layers_by_hand"
PAIRS = ("en,zh-Hans", "zh-Hant,ja", "ja,en", "zh-Hans,zh-Hant")
SECTION = "rule_gate"
# Noto's names of the glyphs that readers of a language expect; one file holds them all, so only `lang` can tell them.
GLYPHS = {"zh-Hans": "CJK SC", "zh-Hant": "CJK TC", "ja": "CJK JP"}
_PICTURES = os.environ.get("LANGUAGE_PICTURES")


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("languages"), tmp_path_factory.mktemp("jupyter")) as server:
        yield server.wait()


@pytest.fixture(scope="module", params=PAIRS)
def notebook(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[NotebookPage]:
    """Unit 2 in a pair, opened."""
    out = server.folder / request.param.replace(",", "-")
    assert main(["--root", str(ROOT), "build", UNIT, "--languages", request.param, "--out", str(out)]) == 0
    (built,) = out.glob("*.ipynb")
    file = server.folder / f"{out.name}.ipynb"
    built.rename(file)
    with watched(browser) as windows:
        # A workspace of its own: the lab opens again what it had open.
        page = windows.open(viewport={"width": 1000, "height": 1700})
        yield NotebookPage(page, server, file, f"lab/workspaces/{out.name}/tree")


def prose(notebook: NotebookPage) -> str:
    sources = [cell.source for cell in notebook.content.cells if cell.cell_type == "markdown"]
    return "\n".join(re.sub(r"```.*?```|`[^`\n]*`", "", source, flags=re.DOTALL) for source in sources)


def test_every_passage_carries_its_language(notebook: NotebookPage) -> None:
    chosen = notebook.content.metadata["nbduet"]["languages"]
    written = {language: prose(notebook).count(f'lang="{language}"') for language in sorted(chosen)}
    assert min(written.values()) > 100
    assert notebook.languages() == written


def test_nobody_sees_markup(notebook: NotebookPage) -> None:
    assert [found[0] for text in notebook.read() if (found := RAW.search(text))] == []


def fonts(notebook: NotebookPage, language: str) -> dict[str, int]:
    """The fonts in which the passages of a language are really set, and the number of glyphs in each."""
    talk = notebook.page.context.new_cdp_session(notebook.page)
    talk.send("DOM.enable")
    talk.send("CSS.enable")
    root = talk.send("DOM.getDocument")["root"]["nodeId"]
    chosen = f".jp-MarkdownOutput [lang='{language}']"
    found: dict[str, int] = {}
    for node in talk.send("DOM.querySelectorAll", {"nodeId": root, "selector": chosen})["nodeIds"][:60]:
        used: list[dict[str, Any]] = talk.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        for font in used:
            found[font["familyName"]] = found.get(font["familyName"], 0) + int(font["glyphCount"])
    talk.detach()
    return found


def test_han_characters_are_those_of_the_language(notebook: NotebookPage) -> None:
    if not any(Path("/usr/share/fonts").rglob("Noto*CJK*")):
        pytest.skip("there is no font with the characters of several languages: apt-get install fonts-noto-cjk")
    for language in notebook.content.metadata["nbduet"]["languages"]:
        if language in GLYPHS:
            chinese = {name: count for name, count in fonts(notebook, language).items() if "CJK" in name}
            assert chinese
            assert {name for name in chinese if GLYPHS[language] not in name} == set(), chinese


def test_a_picture_of_one_section(notebook: NotebookPage) -> None:
    cell = notebook.cell(SECTION)
    # The lab measures cells while it shows them, and moves what stands below: wait until nothing moves any more.
    steady = """cell => new Promise(done => {
      let last = '', calm = 0;
      const look = () => {
        cell.scrollIntoView({block: 'start'});
        const box = cell.getBoundingClientRect(), now = `${box.top} ${box.height}`;
        calm = now === last ? calm + 1 : 0;
        last = now;
        calm < 10 ? setTimeout(look, 50) : done(box.height);
      };
      look();
    })"""
    assert cell.evaluate(steady) > 100
    if _PICTURES:
        name = "-".join(notebook.content.metadata["nbduet"]["languages"])
        shown = cell.locator(".jp-MarkdownOutput")
        shown.screenshot(path=ROOT / _PICTURES / f"pair-{name}.png")
