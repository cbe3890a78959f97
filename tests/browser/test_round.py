"""A unit goes round between one instructor and three students, all of them in a browser but for the last.

Generate and release in the formgrader; fetch, validate and submit in the Assignment List; collect, autograde, grade the
written answer by hand with its rubric in view, give and release feedback; fetch it and read it. The tests of this
module are the steps of one round, in order. A third student hands in as a file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from class_of import UNIT, Class
from nbgrader.api import Gradebook
from serving import Server, started
from window import photograph, watched

from course import exercises
from grader import no_sandbox
from sample_class import CLASS, cells

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.slow  # four servers' worth of work; make test-all

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
            # Here one account plays everybody; with accounts of their own, tests/test_hub_users.py collects.
            config.write("c.ExchangeCollect.check_owner = False\n")
            config.write('c.Viva.sandbox = "none"\n' if no_sandbox() else "")
        self.servers = {"instructor": stack.enter_context(started(self.course.folder, self.course.private))}
        for student in (ADA, BEN):
            home = folder / student
            home.mkdir()
            (home / "nbgrader_config.py").write_text(
                f"c = get_config()\nc.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(self.exchange)!r}\n"
                # on one machine all are one user; on a hub each is another, and this line is not needed
                f"c.CourseDirectory.student_id = {student!r}\n",
                encoding="utf-8",
            )
            self.servers[student] = stack.enter_context(started(home, folder / f"{student}-jupyter"))
        for server in self.servers.values():
            server.wait()
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

    def file(self, student: str) -> Path:
        """The notebook that a student has fetched."""
        return self.server(student).folder / UNIT / f"{self.course.name}.ipynb"

    def validate(self, student: str, picture: str) -> str:
        """What JupyterLab's Validate button says about a student's notebook."""
        page = self.page(student)
        page.goto(self.server(student).at(f"lab/tree/{UNIT}/{self.course.name}.ipynb?reset"))
        page.locator(".jp-Notebook .jp-MarkdownOutput").first.wait_for()
        page.get_by_role("button", name="Validate").or_(page.get_by_text("Validate", exact=True)).first.click()
        dialog = page.locator(".jp-Dialog")
        dialog.locator("#validation-message, .validation-message, pre, p").first.wait_for()
        said = dialog.inner_text()
        photograph(page, picture)
        dialog.get_by_role("button", name="OK").click()
        return said

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


@pytest.mark.parametrize("student", [ADA, BEN])
def test_a_student_fetches_the_unit(around: Round, student: str) -> None:
    page = around.list(student)
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").wait_for()
    assert around.file(student).is_file()
    photograph(page, "round-2-fetched")


def test_validate_says_what_is_missing(around: Round) -> None:
    said = around.validate(ADA, "round-3-validate-missing")
    assert said.count("The following cell failed") == len(exercises(UNIT))
    assert "You did not provide a response." in said


def test_validate_says_that_all_is_right(around: Round) -> None:
    around.write(ADA, around.file(ADA))
    around.write(BEN, around.file(BEN))
    said = around.validate(ADA, "round-4-validate-right")
    assert "Success! Your notebook passes all the tests." in said


def test_validate_names_the_tests_that_fail(around: Round) -> None:
    said = around.validate(BEN, "round-4-validate-wrong")
    assert said.count("The following cell failed") == 2
    assert "grad_y_pred" in said
    assert "step_" in said


@pytest.mark.parametrize("student", [ADA, BEN])
def test_a_student_submits(around: Round, student: str) -> None:
    page = around.list(student)
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    page.locator("#submitted_assignments_list .list_item", has_text=UNIT).first.wait_for()
    photograph(page, "round-5-submitted")
    assert len(list((around.exchange / COURSE / "inbound").glob(f"{student}+{UNIT}+*"))) == 1


def test_a_third_student_downloads_the_notebook_and_hands_it_in_as_a_file(around: Round) -> None:
    page, server = around.page(ADA), around.server(ADA)
    mailed = server.folder / "by_mail.ipynb"
    shutil.copy(around.course.folder / "release" / UNIT / f"{around.course.name}.ipynb", mailed)
    around.write(BY_FILE, mailed)
    page.goto(server.at(f"notebooks/{mailed.name}"))
    page.locator(".jp-Notebook .jp-MarkdownOutput").first.wait_for()
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    box = around.course.folder / "handed_in" / f"{BY_FILE}_{around.course.name}.ipynb"
    download.value.save_as(box)
    around.course.nbgrader("db", "student", "add", BY_FILE)
    around.course.nbgrader("collect", UNIT, str(box.parent), program="nbviva")
    assert (around.course.folder / "submitted" / BY_FILE / UNIT / f"{around.course.name}.ipynb").is_file()


def test_the_instructor_collects(around: Round) -> None:
    said = around.press(around.assignments().locator(".collect"))
    assert "Successfully collected" in said
    assert {path.name for path in (around.course.folder / "submitted").iterdir()} >= {ADA, BEN, BY_FILE}
    around.assignments().locator(".num-submissions", has_text="3").wait_for()


@pytest.mark.parametrize(("student", "missed"), [(ADA, 0), (BEN, 4), (BY_FILE, None)])
def test_the_instructor_autogrades_with_nbviva(around: Round, student: str, missed: float | None) -> None:
    row = around.submissions(student)
    assert "needs autograding" in row.locator(".status").inner_text()
    said = around.press(row.locator(".autograde"))
    assert "Successfully autograded" in said
    assert "needs manual grading" in around.submissions(student).locator(".status").inner_text()
    photograph(around.page("instructor"), "round-6-autograded")
    assert (around.course.folder / "autograded" / student / UNIT / "verdict.json").is_file()
    points = around.points(student)
    lost = sum(exercise.points - points[exercise.key] for exercise in exercises(UNIT) if not exercise.by_hand)
    assert lost == missed if missed is not None else lost > 0


def test_the_written_answer_is_graded_by_hand_with_its_rubric_in_view(around: Round) -> None:
    page = around.page("instructor")
    page.goto(around.server("instructor").at(f"formgrader/gradebook/{UNIT}/{around.course.name}"))
    with Gradebook(f"sqlite:///{around.course.folder / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission_notebook(around.course.name, UNIT, ADA).id
    page.locator(f"a[href*='{submission}']").first.click()
    score = page.locator("input.score#graph")
    page.wait_for_function(
        "() => typeof formgrader !== 'undefined' && formgrader.grades?.loaded && formgrader.comments?.loaded"
    )
    score.scroll_into_view_if_needed()
    rubric = page.get_by_text(RUBRIC)
    photograph(page, "round-7-by-hand")
    assert rubric.bounding_box()["y"] > 0
    assert score.bounding_box()["y"] < page.viewport_size["height"]
    assert page.locator("math").count() > 20
    comment = page.locator("#graph-comment")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT"):
        comment.fill("Shapes are missing on one arrow.")
        comment.blur()
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("2.5")
        score.blur()
    assert around.points(ADA)["graph"] == 2.5


def test_feedback_is_generated_and_released(around: Round) -> None:
    said = around.press(around.assignments().locator(".generate-feedback"))
    assert "Successfully generated feedback" in said
    said = around.press(around.assignments().locator(".release-feedback"))
    photograph(around.page("instructor"), "round-8-feedback")
    assert "Successfully released feedback" in said
    assert f"{BY_FILE}: the feedback on {UNIT} cannot go through the exchange" in said
    assert len(list((around.exchange / COURSE / "feedback").glob("*.html"))) == 2
    assert around.course.feedback(BY_FILE).is_file()


@pytest.mark.parametrize(("student", "score"), [(ADA, "28.5 / 30.0"), (BEN, "22.0 / 30.0")])
def test_a_student_fetches_the_feedback_and_reads_it(around: Round, student: str, score: str) -> None:
    page = around.list(student)
    submitted = page.locator("#submitted_assignments_list")
    submitted.get_by_role("button", name="Fetch Feedback").click()
    submitted.get_by_text("view feedback").first.wait_for()
    photograph(page, "round-9-fetched")
    (local,) = around.server(student).folder.glob(f"{UNIT}/feedback/*/{around.course.name}.html")
    page.goto(around.server(student).at(f"files/{local.relative_to(around.server(student).folder).as_posix()}"))
    assert f"(Score: {score})" in page.get_by_role("heading").first.inner_text()
    assert page.locator(".byhand-card").count() >= len(exercises(UNIT)) - 1
    assert page.locator("math").count() > 20
    assert page.get_by_text("Shapes are missing on one arrow.").count() == (student == ADA)
    photograph(page, "round-10-reads")


def test_the_gradebook_holds_what_was_given(around: Round) -> None:
    with Gradebook(f"sqlite:///{around.course.folder / 'gradebook.db'}") as gradebook:
        scores = {student: gradebook.find_submission(UNIT, student).score for student in (ADA, BEN)}
        waiting = {one.student.id: one.needs_manual_grade for one in gradebook.assignment_submissions(UNIT)}
    assert scores == {ADA: 28.5, BEN: 22.0}
    assert waiting == {ADA: False, BEN: True, BY_FILE: True}
