"""A student opens a released notebook in JupyterLab and in Notebook 7, reads it, answers wrongly, then rightly."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from accessibility import told, violations
from notebook_page import RAW, NotebookPage
from serving import Server, started
from window import photograph, watched

from course import ROOT, Answer, bank

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

UNIT = "02_two_layers_by_hand"
EXERCISE, MISTAKE = "grad_h", "D7"
LANGUAGES = ("en", "zh-Hans")
VIEWS = {"lab": "lab/tree", "notebook": "notebooks"}
GREEN, RED = "rgb(27, 110, 60)", "rgb(163, 39, 31)"
# What is ours on a notebook's page: the text, the cards, the pictures and tables. The rest is Jupyter's.
OURS = (".jp-MarkdownOutput", ".jp-OutputArea-output")
# Serious or critical violations of JupyterLab 4.6 and Notebook 7.6 themselves: axe's rule, and what it finds fault with.
KNOWN = {
    "aria-allowed-attr": "<jp-button ",  # the toolbars' buttons, nbgrader's Validate among them
    "aria-input-field-name": 'spellcheck="false"',  # the editors of code cells have no name
    "aria-required-children": "jp-WindowedPanel-viewport",  # the list of cells
    "button-name": "jp-collapseHeadingButton",  # the triangle that folds what is under a heading
    "link-name": "jp-NotebookLogo",
    "scrollable-region-focusable": "cm-scroller",  # a line of code wider than its cell
    "tabindex": "skip-link",
}
IN_WORDS = """all => all.map(e => e.tagName === 'IMG' ? e.alt :
  [...e.querySelectorAll('title')].map(title => title.textContent).join(' ') || e.getAttribute('aria-label') || '')"""


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("student"), tmp_path_factory.mktemp("jupyter")) as server:
        yield server.wait()


@pytest.fixture(scope="module", params=VIEWS)
def notebook(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[NotebookPage]:
    """The released notebook, opened; the tests of this module are steps of one student's way, and each stands alone too."""
    (released,) = (ROOT / "release" / UNIT).glob("*.ipynb")
    file = server.folder / f"{request.param}.ipynb"
    shutil.copy(released, file)
    with watched(browser) as windows:
        yield NotebookPage(windows.open(), server, file, VIEWS[request.param])


def markdown(notebook: NotebookPage) -> list[str]:
    """The sources of the Markdown cells without their code, in which nothing is markup."""
    sources = [cell.source for cell in notebook.content.cells if cell.cell_type == "markdown"]
    return [re.sub(r"```.*?```|`[^`\n]*`", "", source, flags=re.DOTALL) for source in sources]


def answer(mistake: str | None) -> Answer:
    """A wrong answer of the bank, or for None a right one."""
    return next(a for a in bank(UNIT, EXERCISE) if a.id == mistake)


def code(chosen: Answer) -> str:
    """The answer without the docstring that tells its story."""
    return chosen.source[chosen.source.index("def ") :].strip()


def answered(notebook: NotebookPage, mistake: str | None) -> Locator:
    """The card after an answer of the bank has been typed and run."""
    notebook.run_all_once()
    notebook.type_into(EXERCISE, code(answer(mistake)))
    assert notebook.run(EXERCISE).inner_text().strip() == ""
    card = notebook.run(f"test_{EXERCISE}").locator(".byhand-card")
    card.scroll_into_view_if_needed()
    return card


def edge(card: Locator) -> str:
    """The colour that the card carries on its left."""
    return str(card.evaluate("card => getComputedStyle(card).borderLeftColor"))


def test_every_passage_is_there_and_marked_with_its_language(notebook: NotebookPage) -> None:
    sources = markdown(notebook)
    written = {language: sum(source.count(f'lang="{language}"') for source in sources) for language in LANGUAGES}
    assert min(written.values()) > 100
    assert notebook.languages() == written
    photograph(notebook.page, f"student-{notebook.view}-reads")


def test_nobody_sees_markup(notebook: NotebookPage) -> None:
    read = notebook.read()
    assert len(read) == len(markdown(notebook))
    assert [found[0] for text in read if (found := RAW.search(text))] == []


def test_every_formula_is_set(notebook: NotebookPage) -> None:
    formulas = sum(len(re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, re.DOTALL)) for text in markdown(notebook))
    shown = notebook.notebook.locator("mjx-container")
    assert shown.count() == formulas > 20
    assert notebook.notebook.locator("mjx-merror").count() == 0
    assert [box for each in shown.all() if (box := each.bounding_box()) and box["width"] < 2] == []


def test_the_whole_notebook_runs_untouched(notebook: NotebookPage) -> None:
    notebook.run_all()
    assert notebook.notebook.locator(".jp-RenderedText[data-mime-type*='error']").count() == 0
    assert notebook.notebook.locator(".byhand-card").count() == sum(
        str(cell.metadata.get("nbgrader", {}).get("grade_id")).startswith("test_") for cell in notebook.content.cells
    )


def test_every_picture_is_told_in_words(notebook: NotebookPage) -> None:
    notebook.run_all_once()
    pictures = notebook.notebook.locator(".jp-OutputArea-output img, .jp-OutputArea-output svg")
    told = pictures.evaluate_all(IN_WORDS)
    assert len(told) >= 2
    assert [text for text in told if len(text) < 20] == []


def test_a_wrong_answer_gets_a_card_that_names_its_mistake(notebook: NotebookPage) -> None:
    card = answered(notebook, MISTAKE)
    photograph(notebook.page, f"student-{notebook.view}-wrong")
    said = card.inner_text()
    assert f"{EXERCISE}: not yet right. Points: 0 of 3." in said
    assert f"{EXERCISE}：还不对" in said
    assert f"Mistake {MISTAKE} in the course's catalogue" in said
    assert "One gate for the whole batch" in said
    assert edge(card) == RED
    picture = card.get_by_role("img")
    assert "3 of 20 entries are wrong" in str(picture.locator("title[lang=en]").text_content())
    assert picture.locator("title[lang=zh-Hans]").count() == 1
    assert picture.bounding_box()["width"] > 100


def test_a_right_answer_gets_a_green_card(notebook: NotebookPage) -> None:
    card = answered(notebook, None)
    photograph(notebook.page, f"student-{notebook.view}-right")
    said = card.inner_text()
    assert f"{EXERCISE}: right. Points: 3 of 3." in said
    assert f"{EXERCISE}：正确" in said
    assert "run at grading" in said
    assert edge(card) == GREEN


def test_what_was_typed_is_saved(notebook: NotebookPage) -> None:
    answered(notebook, None)
    right = code(answer(None))
    assert notebook.saved(EXERCISE, right) == right


def test_text_cards_and_pictures_are_accessible(notebook: NotebookPage) -> None:
    answered(notebook, MISTAKE)
    assert told(notebook.page, *OURS) == []


def test_what_is_not_accessible_is_jupyters_own_and_known(notebook: NotebookPage) -> None:
    found = [(each["rule"], f"{each['selector']} {each['html']}") for each in violations(notebook.page)]
    assert [(rule, place) for rule, place in found if KNOWN.get(rule, "no such rule") not in place] == []


def test_the_keyboard_goes_from_cell_to_cell_past_a_card(notebook: NotebookPage) -> None:
    card = answered(notebook, MISTAKE)
    assert card.locator("a, button, input, select, textarea, [tabindex]").count() == 0
    notebook.page.keyboard.press("ArrowDown")
    after = notebook.notebook.locator(".jp-mod-active")
    names = [cell.metadata.get("nbgrader", {}).get("grade_id", cell.id) for cell in notebook.content.cells]
    assert after.get_attribute("data-windowed-list-index") == str(names.index(f"test_{EXERCISE}") + 1)
