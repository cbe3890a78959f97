"""The pages that people keep (feedback, class report, gallery of cards): whole without a network, and fit for everyone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accessibility import told
from class_of import STUDENTS, UNIT, Class
from window import Windows, photograph

from course import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

REMOTE = '<img src="http://192.0.2.1/a.png"><script src="https://example.org/b.js"></script>'


@pytest.fixture(scope="module")
def course(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Handed in and graded; `browser` stands first, so that without one nothing is graded in vain."""
    made = Class(tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("jupyter"))
    made.nbgrader("generate_assignment", UNIT)
    made.hand_in(*STUDENTS)
    made.nbgrader("autograde", UNIT)
    made.nbgrader("generate_feedback", UNIT)
    made.nbgrader("report", UNIT, program="nbviva")
    return made


@pytest.fixture
def feedback(course: Class, windows: Windows) -> Page:
    return shown(windows, course.feedback("mateo"), "feedback")


@pytest.fixture
def report(course: Class, windows: Windows) -> Page:
    return shown(windows, course.folder / "reports" / f"{UNIT}.html", "report")


@pytest.fixture
def gallery(windows: Windows) -> Page:
    return shown(windows, ROOT / "docs" / "cards.html", "gallery")


def shown(windows: Windows, path: Path, name: str) -> Page:
    page = windows.open()
    page.goto(path.as_uri(), wait_until="networkidle")
    photograph(page, name)
    return page


# --- nothing from elsewhere: each window that opens a page here fails its test if the page asks for anything


def test_the_watch_sees_what_a_page_asks_for(windows: Windows) -> None:
    windows.open().set_content(REMOTE, wait_until="networkidle")
    assert sorted(windows.outside) == ["http://192.0.2.1/a.png", "https://example.org/b.js"]
    windows.outside.clear()


def test_feedback_is_whole_without_a_network(feedback: Page, course: Class) -> None:
    cards = sum(
        "text/html" in output.get("data", {}) and "byhand-card" in output.data["text/html"]
        for cell in course.graded("mateo").cells
        for output in cell.get("outputs", [])
    )
    assert feedback.locator(".byhand-card").count() == cards > 5
    broken = "all => all.filter(image => !(image.complete && image.naturalWidth)).map(image => image.outerHTML)"
    assert feedback.locator("img").count() > 0
    assert feedback.locator("img").evaluate_all(broken) == []


def test_formulas_in_feedback_are_set_without_a_network(feedback: Page, course: Class) -> None:
    text = "\n".join(
        re.sub(r"`[^`\n]*`", "", cell.source) for cell in course.graded("mateo").cells if cell.cell_type == "markdown"
    )
    formulas = feedback.locator("math")
    assert formulas.count() == len(re.findall(r"\$\$.+?\$\$|\$[^$]+\$", text, re.DOTALL)) > 20
    assert feedback.locator("code.tex").count() == 0
    raw = "all => all.map(e => { const c = e.cloneNode(true); c.querySelectorAll('code, pre').forEach(x => x.remove());"
    read = feedback.locator(".text_cell_render").evaluate_all(f"{raw} return c.textContent; }})")
    assert [found[0] for cell in read if (found := re.search(r"\$|\\[a-z]+\{", cell))] == []
    # A fraction is as high as two lines: laid out by the browser, not a row of letters.
    high = formulas.locator("msub, munder").first.bounding_box()
    assert high["height"] > 10
    assert feedback.locator("math[display=block]").first.bounding_box()["width"] > 200


def test_the_report_is_whole_without_a_network(report: Page) -> None:
    assert report.get_by_role("heading", level=1).is_visible()
    assert report.locator("svg").count() > 0


def test_the_gallery_is_whole_without_a_network(gallery: Page) -> None:
    assert gallery.locator(".byhand-card").count() > 50


# --- for everyone: WCAG 2.2 A and AA, by axe


def test_feedback_is_accessible(feedback: Page) -> None:
    assert told(feedback) == []


def test_the_report_is_accessible(report: Page) -> None:
    assert told(report) == []


def test_the_gallery_is_accessible(gallery: Page) -> None:
    assert told(gallery) == []
