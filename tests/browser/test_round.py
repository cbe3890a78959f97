"""A unit goes round between one instructor and three students, all of them in a browser but for the last.

Generate and release in the formgrader; fetch, validate and submit in the Assignment List; collect, autograde, grade the
written answer by hand with its rubric in view, give and release feedback; fetch it and read it. The tests of this
module are the steps of one round, in order. A third student hands in as a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from class_of import UNIT, Class
from nbgrader.api import Gradebook
from serving import Server, running
from window import photograph, watched

from grader import no_sandbox
from sample_class import CLASS, cells

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

COURSE = "backprop-by-hand"
ADA, BEN, BY_FILE = "amara", "mateo", "ingrid"  # all right; steps uphill and forgets the two; averages
RUBRIC = "every arrow carries its shape in letters"


class Round:
    """The instructor's and the students' servers and pages; each has a folder, and they share an exchange."""

    def __init__(self, browser: Browser, folder: Path, stack: ExitStack) -> None:
        self.exchange = folder / "exchange"
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        self.windows = stack.enter_context(watched(browser))
        self.course = Class(folder / "instructor", folder / "instructor-jupyter")
        with (self.course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(f"\nc.Exchange.root = {str(self.exchange)!r}\n")
            config.write('c.Viva.sandbox = "none"\n' if no_sandbox() else "")
        self.servers = {"instructor": stack.enter_context(running(self.course.folder, self.course.private))}
        for student in (ADA, BEN):
            home = folder / student
            home.mkdir()
            (home / "nbgrader_config.py").write_text(
                f"c = get_config()\nc.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(self.exchange)!r}\n"
                # on one machine all are one user; on a hub each is another, and this line is not needed
                f"c.CourseDirectory.student_id = {student!r}\n",
                encoding="utf-8",
            )
            self.servers[student] = stack.enter_context(running(home, folder / f"{student}-jupyter"))
        self.pages: dict[str, Page] = {}

    def server(self, who: str) -> Server:
        return self.servers[who]

    def page(self, who: str) -> Page:
        if who not in self.pages:
            self.pages[who] = self.windows.open()
        return self.pages[who]

    # --- the instructor

    def assignments(self) -> Locator:
        """The unit's row in the formgrader's list of assignments."""
        page = self.page("instructor")
        page.goto(self.server("instructor").at("formgrader/manage_assignments"))
        return page.locator("tr", has_text=UNIT)

    def press(self, button: Locator) -> str:
        """Press one of the formgrader's buttons; what its message says, once it has been closed."""
        button.locator("a").click()
        message = self.page("instructor").locator(".modal.in")
        said = message.inner_text()
        message.get_by_role("button").first.click()
        message.wait_for(state="detached")
        return said

    def submissions(self, student: str) -> Locator:
        """A student's row in the formgrader's list of submissions."""
        page = self.page("instructor")
        page.goto(self.server("instructor").at(f"formgrader/manage_submissions/{UNIT}"))
        return page.locator("tr", has=page.locator(".student-id", has_text=re.compile(f"^{student}$")))

    def points(self, student: str) -> dict[str, float]:
        with Gradebook(f"sqlite:///{self.course.folder / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_submission_notebook(self.course.name, UNIT, student)
            return {grade.name.removeprefix("test_"): grade.score for grade in notebook.grades}

    # --- a student

    def list(self, student: str) -> Page:
        """A student's Assignment List."""
        page = self.page(student)
        page.goto(self.server(student).at("lab?reset"))
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Assignment List").click()
        page.locator("#released_assignments_list, .released_assignments_list").first.wait_for()
        return page

    def write(self, student: str, file: Path) -> None:
        """Put a sample student's answers into a notebook."""
        notebook = nbformat.read(file, as_version=4)
        written = cells(next(one for one in CLASS if one.id == student), UNIT)
        for cell in notebook.cells:
            cell.source = written.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
        nbformat.write(notebook, file)


@pytest.fixture(scope="module")
def around(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    with ExitStack() as stack:
        yield Round(browser, tmp_path_factory.mktemp("round"), stack)


def test_the_instructor_generates_and_releases(around: Round) -> None:
    said = around.press(around.assignments().locator(".assign"))
    assert "Successfully created the student version" in said
    said = around.press(around.assignments().locator(".release"))
    assert "Successfully released" in said
    assert (around.exchange / COURSE / "outbound" / UNIT / f"{around.course.name}.ipynb").is_file()
    photograph(around.page("instructor"), "round-1-released")


def test_debug(around: Round) -> None:
    page = around.list(ADA)
    page.wait_for_timeout(4000)
    photograph(page, "round-2-list")
    print(page.locator(".lm-DockPanel, #jp-main-dock-panel").first.inner_html()[:6000])
    assert 0
