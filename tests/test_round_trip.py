"""Every unit through nbgrader's own commands: release, hand in, grade, give feedback, export, validate, formgrader."""

from __future__ import annotations

import csv
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from tiny_course import FOLDERS

from course import ROOT, Exercise, exercises, grader_data, load, notebook_path, units
from grader import environment, nbgrader

TOKEN = "a-token-for-this-test"


class Class:
    """One unit, released and handed in by three students: the reference, a blank notebook, and a cheerful vandal."""

    def __init__(self, unit: str, folder: Path, private: Path) -> None:
        self.unit, self.folder, self.private = unit, folder, private
        self.notebook = notebook_path(unit).name
        for name in ("source", "i18n"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        for name in FOLDERS:  # the pages of explanation must be in nobody's way
            (folder / name).mkdir()
            shutil.copy(ROOT / name / "README.md", folder / name)
        self.said = {"release": self.nbgrader("generate_assignment", unit)}
        solutions = {
            grader_data(cell)["grade_id"]: cell.source for cell in load(unit).cells if grader_data(cell).get("solution")
        }
        keys = [exercise.key for exercise in self.tested]
        self.hand_in("reference", solutions)
        self.hand_in("blank", {})
        self.hand_in("vandal", solutions | {keys[-1]: f"def {keys[-1]}(\n", keys[1]: "### BEGIN HIDDEN TESTS\n1 / 0"})
        self.said["autograde"] = self.nbgrader("autograde", unit)
        self.said["feedback"] = self.nbgrader("generate_feedback", unit)

    @property
    def tested(self) -> list[Exercise]:
        return [exercise for exercise in exercises(self.unit) if not exercise.by_hand]

    def nbgrader(self, *arguments: str) -> str:
        return nbgrader(self.folder, *arguments, private=self.private)

    def hand_in(self, student: str, answers: dict[str, str]) -> None:
        folder = self.folder / "submitted" / student / self.unit
        shutil.copytree(self.folder / "release" / self.unit, folder)
        notebook = nbformat.read(folder / self.notebook, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(grader_data(cell).get("grade_id", ""), cell.source)
        nbformat.write(notebook, folder / self.notebook)

    def graded(self, student: str) -> NotebookNode:
        return nbformat.read(self.folder / "autograded" / student / self.unit / self.notebook, as_version=4)

    def points(self, student: str) -> dict[str, float]:
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as gradebook:
            notebook = gradebook.find_submission_notebook(Path(self.notebook).stem, self.unit, student)
            return {grade.name.removeprefix("test_"): grade.score for grade in notebook.grades}


FAST = ("05_vector_jacobian_products",)  # with torch in the sandbox; the demo grades the others, one of them without


@pytest.fixture(
    scope="module",
    params=[unit if unit in FAST else pytest.param(unit, marks=pytest.mark.slow) for unit in units()],
)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Class:
    folder = tmp_path_factory.mktemp("course", numbered=True)
    return Class(str(request.param), folder, tmp_path_factory.mktemp("jupyter"))


def errors(notebook: NotebookNode) -> list[str]:
    return [
        f"{cell.id}: {output.ename}: {output.evalue}"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def test_the_release_is_the_committed_one(course: Class) -> None:
    made = course.folder / "release" / course.unit / course.notebook
    assert made.read_bytes() == (ROOT / "release" / course.unit / course.notebook).read_bytes()


def test_the_reference_gets_every_point(course: Class) -> None:
    assert errors(course.graded("reference")) == []
    points = course.points("reference")
    assert {e.key: points[e.key] for e in course.tested} == {e.key: e.points for e in course.tested}


def test_the_blank_notebook_gets_nothing_and_is_answered_kindly(course: Class) -> None:
    assert set(course.points("blank").values()) == {0.0}
    blank = course.graded("blank")
    assert errors(blank) == []
    shown = [str(cell.outputs) for cell in blank.cells if grader_data(cell).get("grade") and cell.cell_type == "code"]
    assert [text for text in shown if "'status': 'unanswered'" not in text] == []


def test_vandalism_costs_the_cells_it_hit_and_nothing_else(course: Class) -> None:
    points = course.points("vandal")
    hit = {course.tested[1].key, course.tested[-1].key}
    assert {key for key in hit if points[key]} == set()
    # the loop calls the broken function, so it cannot earn its points either
    assert {e.key for e in course.tested if points[e.key] != e.points} <= hit | {"train"}


def test_a_written_answer_waits_for_a_person_unless_untouched(course: Class) -> None:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        waiting = {s: gradebook.find_submission(course.unit, s).needs_manual_grade for s in ("reference", "blank")}
    assert waiting == {"reference": True, "blank": False}


def test_feedback_has_the_cards_and_no_hidden_test(course: Class) -> None:
    hidden = [
        re.sub(r"\s", "", line)
        for cell in load(course.unit).cells
        for region in re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END", cell.source, re.DOTALL)
        for line in region.splitlines()
        if len(re.sub(r"\s", "", line)) > 4  # a bracket that closes says nothing
    ]
    assert hidden
    for student in ("reference", "blank", "vandal"):
        page = course.folder / "feedback" / student / course.unit / Path(course.notebook).with_suffix(".html")
        html = page.read_text(encoding="utf-8")
        # three test cells of the vandal end in an error: of the two broken functions, and of the loop that calls one
        assert html.count("byhand-card") >= len(course.tested) - 3
        text = re.sub(r"\s|<[^>]*>", "", html).replace("&quot;", '"')
        assert [line for line in hidden if line in text] == [], student


def test_the_pages_in_the_folders_are_nobody(course: Class) -> None:
    with Gradebook(f"sqlite:///{course.folder / 'gradebook.db'}") as gradebook:
        assert {student.id for student in gradebook.students} == {"reference", "blank", "vandal"}
    assert [name for name, said in course.said.items() if "README" in said] == []
    assert all((course.folder / name / "README.md").is_file() for name in FOLDERS)


def test_export(course: Class) -> None:
    course.nbgrader("export", "--to", "grades.csv")
    with (course.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {
        name: sum(course.points(name).values()) for name in ("reference", "blank", "vandal")
    }
    total = sum(exercise.points for exercise in exercises(course.unit))
    assert {float(row["max_score"]) for row in rows.values()} == {total}


def test_validate(course: Class) -> None:
    assert "Success! Your notebook passes all the tests." in course.nbgrader(
        "validate", str(notebook_path(course.unit))
    )
    released = course.folder / "release" / course.unit / course.notebook
    said = course.nbgrader("validate", str(released))
    assert f"VALIDATION FAILED ON {len(exercises(course.unit))} CELL(S)" in said


@pytest.fixture(scope="module")
def formgrader(course: Class) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = environment(course.private)
    del settings["JUPYTER_NO_CONFIG"]  # nbgrader switches its pages on in the environment's own settings
    options = ["--no-browser", "--allow-root", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    with (course.private / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "server", *options],
            cwd=course.folder,
            env=settings,
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}/formgrader"
        finally:
            server.terminate()
            server.wait(timeout=30)


def fetch(url: str, token: str = TOKEN) -> tuple[int, str]:
    request = urllib.request.Request(url, headers={"Authorization": f"token {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode("utf-8")


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            fetch(url)
            return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_formgrader_shows_the_unit_and_the_submissions(course: Class, formgrader: str) -> None:
    wait_for(formgrader)
    status, page = fetch(f"{formgrader}/manage_assignments")
    assert status == 200
    assert "nbgrader" in page
    status, answer = fetch(f"{formgrader}/api/assignments")
    assert status == 200
    (shown,) = [entry for entry in json.loads(answer) if entry["name"] == course.unit]
    assert shown["num_submissions"] == 3
    assert shown["max_score"] == sum(exercise.points for exercise in exercises(course.unit))
    assert shown["release_path"] == f"release/{course.unit}"
    name = Path(course.notebook).stem
    status, answer = fetch(f"{formgrader}/api/submitted_notebooks/{course.unit}/{name}")
    assert status == 200
    (submission,) = [entry["id"] for entry in json.loads(answer) if entry["student"] == "reference"]
    status, page = fetch(f"{formgrader}/submissions/{submission}/")
    assert status == 200
    assert "byhand-card" in page
    assert f"test_{course.tested[0].key}" in page


def test_formgrader_is_closed_without_the_token(course: Class, formgrader: str) -> None:
    wait_for(formgrader)
    status, page = fetch(f"{formgrader}/api/assignments", token="wrong")
    assert course.unit not in page
    assert status in (200, 403)  # 200 is the page that asks for the token
