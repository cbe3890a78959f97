"""The same answers handed in in any language are graded the same against the one gradebook, and answered in their own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from course import ROOT, grader_data, notebook_path
from grader import nbgrader
from release import LANGUAGES
from sample_class import CLASS, cells

# A class of its own, released four times: with `make test-all`. tests/nbviva/test_editions.py has the engine's part.
pytestmark = pytest.mark.slow

UNIT = "02_two_layers_by_hand"
NOTEBOOK = notebook_path(UNIT)
# Student -> languages of the notebook; the last one comes from a release that the grading machine does not have.
HANDED_IN = {
    "canonical": "en,zh-Hans",
    "pair": "ja,zh-Hant",
    "single": "zh-Hant",
    "unknown": "zh-Hans,ja",
}
HAVING = ("pair", "single")


class Graded:
    """A class of one set of answers in several languages."""

    def __init__(self, folder: Path, private: Path) -> None:
        self.folder = folder
        for name in (f"source/{UNIT}", "i18n"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        nbgrader(folder, "generate_assignment", UNIT, private=private)
        # Somebody with some mistakes of every kind.
        answers = cells(max(CLASS, key=lambda student: len(student.wrong.get(UNIT, {}))), UNIT)
        for student, languages in HANDED_IN.items():
            release = folder / "release"
            if student != "canonical":
                release = folder / (f"release-{languages.replace(',', '-')}" if student in HAVING else "elsewhere")
                arguments = ("generate_assignment", UNIT, "--no-db", f"--CourseDirectory.release_directory={release}")
                nbgrader(folder, *arguments, private=private, settings={LANGUAGES: languages})
            shutil.copytree(release / UNIT, folder / "submitted" / student / UNIT)
            path = folder / "submitted" / student / UNIT / NOTEBOOK.name
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells:
                cell.source = answers.get(grader_data(cell).get("grade_id", ""), cell.source)
            nbformat.write(notebook, path)
        nbgrader(folder, "autograde", UNIT, private=private)
        nbgrader(folder, "generate_feedback", UNIT, private=private)

    def points(self, student: str) -> dict[str, Any]:
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_submission_notebook(NOTEBOOK.stem, UNIT, student)
            return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}

    def notebook(self, student: str) -> Any:
        return nbformat.read(self.folder / "autograded" / student / UNIT / NOTEBOOK.name, as_version=4)

    def spoken(self, student: str) -> set[str]:
        """The languages of the cards under the tests."""
        shown = json.dumps([cell.outputs for cell in self.notebook(student).cells if grader_data(cell).get("grade")
                            and cell.cell_type == "code"])  # fmt: skip
        return set(re.findall(r'lang=\\"([A-Za-z-]+)\\"', shown))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    return Graded(tmp_path_factory.mktemp("pairs"), tmp_path_factory.mktemp("jupyter"))


def test_points_are_the_same_in_every_language(graded: Graded) -> None:
    canonical = graded.points("canonical")
    assert 0 < sum(score or 0 for score, _ in canonical.values()) < 26, "some right, some wrong"
    assert {student: graded.points(student) for student in HANDED_IN} == dict.fromkeys(HANDED_IN, canonical)


@pytest.mark.parametrize("student", [*HAVING, "canonical"])
def test_cards_speak_the_languages_of_the_submission(graded: Graded, student: str) -> None:
    assert graded.spoken(student) == set(HANDED_IN[student].split(","))


@pytest.mark.parametrize("student", [*HAVING, "canonical"])
def test_the_text_around_the_answers_is_the_students_own(graded: Graded, student: str) -> None:
    handed = nbformat.read(graded.folder / "submitted" / student / UNIT / NOTEBOOK.name, as_version=4)
    here, there = (
        [cell.source for cell in notebook.cells if cell.cell_type == "markdown" and not grader_data(cell)]
        for notebook in (handed, graded.notebook(student))
    )
    assert here == there
    page = (graded.folder / "feedback" / student / UNIT / f"{NOTEBOOK.stem}.html").read_text(encoding="utf-8")
    leading = HANDED_IN[student].split(",")[0]
    assert f'lang="{leading}"' in page


def test_without_its_release_a_submission_is_answered_in_the_courses_languages(graded: Graded) -> None:
    assert graded.spoken("unknown") == {"en", "zh-Hans"}
