"""After one line in nbgrader_config.py nbgrader's own commands and the formgrader's button use the engine."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
import tiny_master
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.exchange import ExchangeFactory
from nbgrader.utils import notebook_hash
from traitlets.config import Config

import nbviva
from nbviva import grading, verdict

RIGHT = tiny_master.ANSWERS | {"plan": "plan = 2"}
CONFIG = """
import sys, types
sys.path.insert(0, {tests!r})
import oven_course
# In the place of the engine: what examines here runs everything in one process.
sys.modules["nbviva.examine"] = types.SimpleNamespace(examine=oven_course.examine)

c = get_config()
c.CourseDirectory.course_id = "ovens"
c.Viva.workers = 1
import nbviva
nbviva.install(c)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tiny.make(tmp_path_factory.mktemp("door") / "course")


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return tiny.copied(made, tmp_path / "course")


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Config:
    """A configuration with the engine behind it, undone afterwards."""
    for owner, name in (
        (Autograde, "start"),
        (GenerateFeedback, "set_permissions"),
        (tiny.CourseDirectory, "get_existing_timestamp"),
        (NbGraderAPI, "get_submitted_timestamp"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(grading, "_engine", lambda: tiny.examine)
    c = Config({"Viva": {"workers": 1}})
    nbviva.install(c)
    return c


def _api(course: Any, config: Config) -> NbGraderAPI:
    course.config = config
    return NbGraderAPI(tiny.CourseDirectory(root=course.root, course_id="ovens", config=config), config=config)


def _nbgrader(course: Any, private: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])}
    own |= {f"JUPYTER_{kind}_DIR": str(private / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(
        command, cwd=course.root, env=os.environ | own, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_package_stays_light(tmp_path: Path) -> None:
    code = "import sys, nbviva; print([m for m in ('nbgrader', 'nbformat', 'traitlets', 'sqlalchemy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "[]\n"


def test_nbgraders_commands_grade_give_feedback_and_export(own: Any, tmp_path: Path) -> None:
    (Path(own.root) / "nbgrader_config.py").write_text(CONFIG.format(tests=str(Path(__file__).parent)))
    tiny.hand_in(own, "ada", RIGHT)
    tiny.hand_in(own, "bo", {"warm": "def warm(t):\n    return 5", "why": "<b>Because.</b>"})
    (Path(own.root) / "submitted" / "empty" / tiny.UNIT).mkdir(parents=True)

    done = _nbgrader(own, tmp_path, "autograde", tiny.UNIT)
    assert done.returncode == 0, done.stderr
    assert "3 recorded, 1 refused" in done.stderr
    assert {student: row["score"] for student, row in tiny.rows(own).items()} == {"ada": 5, "bo": 0, "empty": 0}
    assert "3 unchanged since they were graded, and skipped" in _nbgrader(own, tmp_path, "autograde", tiny.UNIT).stderr
    assert "1 recorded" in _nbgrader(own, tmp_path, "autograde", tiny.UNIT, "--force", "--student=bo").stderr

    done = _nbgrader(own, tmp_path, "generate_feedback", tiny.UNIT)
    assert done.returncode == 0, done.stderr
    for student in ("ada", "bo", "empty"):
        folder = Path(own.root) / "feedback" / student / tiny.UNIT
        page = (folder / "ovens.html").read_text()
        assert "test_warm" in page
        assert tiny_master.SECRET not in page
        assert "verdict.json" not in tiny.files(folder)

    done = _nbgrader(own, tmp_path, "export", "--to=grades.csv")
    assert done.returncode == 0, done.stderr
    with (Path(own.root) / "grades.csv").open() as file:
        found = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert found == {"ada": (5, 15), "bo": (0, 15), "empty": (0, 15)}


def test_an_assignment_that_was_never_released_ends_with_a_sentence(own: Any, tmp_path: Path) -> None:
    (Path(own.root) / "nbgrader_config.py").write_text(CONFIG.format(tests=str(Path(__file__).parent)))
    (Path(own.root) / "submitted" / "ada" / "boiling").mkdir(parents=True)
    done = _nbgrader(own, tmp_path, "autograde", "boiling")
    assert done.returncode == 1
    assert "Run `nbgrader generate_assignment boiling --force`" in done.stderr
    assert "Traceback" not in done.stderr
    done = _nbgrader(own, tmp_path, "autograde", "steaming")
    assert done.returncode == 1
    assert "No submission matches" in done.stderr


def test_the_formgraders_button_uses_the_engine(own: Any, config: Config) -> None:
    folder = tiny.hand_in(own, "ada", RIGHT)
    # Stock nbgrader would follow it.
    (folder / "others.txt").symlink_to("/etc/hostname")
    api = _api(own, config)
    assert api.autograde(tiny.UNIT, "ada")["success"]
    place = Path(own.root) / "autograded" / "ada" / tiny.UNIT
    assert verdict.read(place / "verdict.json")["student"] == "ada"
    assert "others.txt" not in tiny.files(place)
    assert api.get_autograded_students(tiny.UNIT) == {"ada"}
    [student] = api.get_submissions(tiny.UNIT)
    assert (student["student"], student["score"], student["autograded"]) == ("ada", 5, True)
    assert api.get_notebook_submissions(tiny.UNIT, "ovens")[0]["failed_tests"] is False
    tiny.hand_in(own, "ada", {}, "2027-03-01 13:00:00 UTC")
    assert api.get_autograded_students(tiny.UNIT) == set()
    assert api.autograde(tiny.UNIT, "ada")["success"]
    assert tiny.rows(own)["ada"]["score"] == 0


def test_patterns_exclusions_and_notebooks_are_honoured(tmp_path: Path, config: Config) -> None:
    course = tiny.make(tmp_path / "two", ("ovens", "stoves"))
    for student in ("ada", "alan", "bo"):
        for name in ("ovens", "stoves"):
            tiny.hand_in(course, student, RIGHT, name=name)
    course.assignment_id, course.student_id, course.student_id_exclude = tiny.UNIT, "a*", "alan"
    course.notebook_id = "ov*"
    Autograde(coursedir=course, config=config).start()
    rows = tiny.rows(course)
    assert list(rows) == ["ada"]
    assert {name: found["score"] for name, found in rows["ada"]["notebooks"].items()} == {"ovens": 5, "stoves": 0}
    place = Path(course.root) / "autograded" / "ada" / tiny.UNIT
    assert not (place / "stoves.ipynb").exists()
    course.notebook_id = "*"
    Autograde(coursedir=course, config=config).start()
    assert {found["score"] for found in tiny.rows(course)["ada"]["notebooks"].values()} == {5}


def test_students_are_not_made_where_the_course_forbids_it(own: Any, config: Config) -> None:
    from nbgrader.converters import NbGraderException

    config.Autograde.create_student = False
    tiny.hand_in(own, "ada", RIGHT)
    own.assignment_id = tiny.UNIT
    with pytest.raises(NbGraderException, match="could not be recorded"):
        Autograde(coursedir=own, config=config).start()
    assert tiny.rows(own) == {}


def test_penalties_for_lateness_are_the_courses(own: Any, config: Config) -> None:
    config.LateSubmissionPlugin.penalty_method = "zero"
    with tiny.gradebook(own) as book:
        book.update_or_create_assignment(tiny.UNIT, duedate="2027-03-01 11:00:00 UTC")
    tiny.hand_in(own, "ada", RIGHT)
    own.assignment_id = tiny.UNIT
    Autograde(coursedir=own, config=config).start()
    assert tiny.rows(own)["ada"]["notebooks"]["ovens"]["late"] == 5
    # A course may take the step out of nbgrader's list.
    config.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.SaveAutoGrades"]
    config.BaseConverter.force = True
    with tiny.gradebook(own) as book:
        book.find_submission_notebook("ovens", tiny.UNIT, "ada").late_submission_penalty = None
        book.db.commit()
    Autograde(coursedir=own, config=config).start()
    assert tiny.rows(own)["ada"]["notebooks"]["ovens"]["late"] is None


def test_a_course_that_does_not_install_it_keeps_stock_nbgrader(own: Any, config: Config) -> None:
    tiny.hand_in(own, "ada", RIGHT)
    own.assignment_id = tiny.UNIT
    Autograde(coursedir=own, config=Config()).start()
    assert tiny.rows(own)["ada"]["score"] == 5
    assert "verdict.json" not in tiny.files(Path(own.root) / "autograded")


def test_a_broken_timestamp_breaks_no_page_of_the_formgrader(own: Any, config: Config) -> None:
    tiny.hand_in(own, "ada", RIGHT)
    tiny.hand_in(own, "bo", RIGHT, "yesterday")
    api = _api(own, config)
    for student in ("ada", "bo"):
        assert api.autograde(tiny.UNIT, student)["success"]
    assert {row["student"]: row["score"] for row in api.get_submissions(tiny.UNIT)} == {"ada": 5, "bo": 5}
    content = verdict.read(Path(own.root) / "autograded" / "bo" / tiny.UNIT / "verdict.json")
    assert [note["code"] for note in content["handed_in"]["notes"]] == ["timestamp_invalid"]


def test_installing_keeps_what_the_course_ignores(config: Config) -> None:
    assert tiny.CourseDirectory(root="/tmp", config=config).ignore[-1] == "verdict.json"
    assert "*.pyc" in tiny.CourseDirectory(root="/tmp", config=config).ignore
    c = Config({"CourseDirectory": {"ignore": [".DS_Store"]}})
    nbviva.install(c)
    nbviva.install(c)
    assert tiny.CourseDirectory(root="/tmp", config=c).ignore == [".DS_Store", "verdict.json"]


def test_feedback_shows_cards_and_neither_hidden_tests_nor_traces(own: Any, config: Config) -> None:
    tiny.hand_in(own, "ada", RIGHT | {"prose": "ignored"})
    own.assignment_id = tiny.UNIT
    Autograde(coursedir=own, config=config).start()
    path = Path(own.root) / "autograded" / "ada" / tiny.UNIT / "ovens.ipynb"
    notebook = json.loads(path.read_text())
    trace = f"AssertionError Traceback ---> {tiny_master.SECRET} = 101"
    tiny_master.cell(notebook, "test_warm")["outputs"] = [
        {"output_type": "display_data", "data": {"text/html": "<p>The card.</p>"}, "metadata": {}},
        {"output_type": "error", "ename": "AssertionError", "evalue": "too cold", "traceback": [trace]},
    ]
    # A region that does not end hides the whole cell; a student's words are no region.
    tiny_master.cell(notebook, "test_cool")["source"] = f"### BEGIN HIDDEN TESTS\n{tiny_master.SECRET}"
    tiny_master.cell(notebook, "warm")["source"] = "# BEGIN HIDDEN TESTS, said the student"
    path.chmod(0o644)
    path.write_text(json.dumps(notebook))
    GenerateFeedback(
        coursedir=tiny.CourseDirectory(root=own.root, assignment_id=tiny.UNIT, config=config), config=config
    ).start()
    page = (Path(own.root) / "feedback" / "ada" / tiny.UNIT / "ovens.html").read_text()
    assert "The card." in page
    assert "AssertionError: too cold" in page
    assert "said the student" in page
    assert tiny_master.SECRET not in page


def test_feedback_goes_back_through_the_exchange_and_who_has_no_way_there_costs_nobody_theirs(
    own: Any, config: Config, tmp_path: Path
) -> None:
    key = "5ec2e7" * 20
    for student in ("ada", "bo", "cy"):
        tiny.hand_in(own, student, RIGHT)
    submitted = Path(own.root) / "submitted"
    (submitted / "bo" / tiny.UNIT / "submission_secret.txt").write_text(key)
    (submitted / "cy" / tiny.UNIT / "submission_secret.txt").write_text("../../short")
    config.Exchange.root = str(tmp_path / "exchange")
    (tmp_path / "exchange" / "ovens").mkdir(parents=True)
    own.course_id, own.assignment_id = "ovens", tiny.UNIT
    Autograde(coursedir=own, config=config).start()
    before = os.umask(0)
    try:
        GenerateFeedback(coursedir=own, config=config).start()
    finally:
        os.umask(before)
    release = ExchangeFactory(config=config).ReleaseFeedback(coursedir=own, authenticator=None, config=config)
    release.ensure_root = lambda: None
    release.start()
    pages = list((tmp_path / "exchange" / "ovens" / "feedback").iterdir())
    assert [page.name for page in pages] == [f"{notebook_hash(secret=key, notebook_id='ovens')}.html"]
    assert pages[0].stat().st_mode & 0o004
    for name in ("autograded", "feedback"):
        for student in ("ada", "bo"):
            assert (Path(own.root) / name / student).stat().st_mode & 0o077 == 0


def test_feedback_and_the_formgrader_make_their_pages_without_a_network(config: Config) -> None:
    assert config.GenerateFeedback.exporter_class == "nbviva.offline_html.OfflineHTML"
    mine = Config({"Viva": {"workers": 1}, "GenerateFeedback": {"exporter_class": "my.Exporter"}})
    nbviva.install(mine)
    assert mine.GenerateFeedback.exporter_class == "my.Exporter"
