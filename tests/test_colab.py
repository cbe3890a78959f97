"""Where a repository is named, a release opens in Colab and installs byhand there; anywhere else the cell does nothing."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from tiny_course import TINY, TinyCourse
from traitlets.config.loader import PyFileConfigLoader

import handout
from course import ROOT, exercises, grader_data, load, notebook_path
from grader import NbgraderError, nbgrader
from nbviva.roles import roles
from release import LANGUAGES

UNIT = "02_two_layers_by_hand"
NOTEBOOK = notebook_path(UNIT)
REPOSITORY = "https://github.com/ada/backprop"
FOLDER = "backprop-by-hand-en-zh-Hans"
OURS = ["open_in_colab", "install_byhand"]


class Course:
    """A course folder with one unit, and a repository named in the one place for it."""

    def __init__(self, folder: Path, private: Path) -> None:
        self.folder, self.private = folder, private
        for name in (f"source/{UNIT}", "i18n"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        assert config.count('REPOSITORY = ""\n') == 1
        config = config.replace('REPOSITORY = ""\n', f'REPOSITORY = "{REPOSITORY}"\n')
        (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
        self.nbgrader("generate_assignment", UNIT)

    def nbgrader(self, *arguments: str, **settings: str) -> str:
        return nbgrader(self.folder, *arguments, private=self.private, settings=settings)

    def released(self, release: str = "release") -> NotebookNode:
        return nbformat.read(self.folder / release / UNIT / NOTEBOOK.name, as_version=4)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course(tmp_path_factory.mktemp("colab"), tmp_path_factory.mktemp("jupyter"))


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


# --- what a release has


def step(**settings: str) -> Any:
    """The step of the release, as nbgrader_config.py makes it."""
    steps = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config().GenerateAssignment.preprocessors
    return next(each for each in steps if getattr(each, "__name__", "") == "OpenInColab")(**settings)


def stepped(**settings: str) -> NotebookNode:
    """A notebook after this step alone."""
    names = {"assignment": UNIT, "notebook": NOTEBOOK.stem}
    made: NotebookNode = step(**settings).preprocess(copy.deepcopy(load(UNIT)), {"nbgrader": names})[0]
    return made


def test_without_a_repository_nothing_is_added() -> None:
    assert stepped() == load(UNIT)


def test_none_is_named_today() -> None:
    assert PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config().OpenInColab.repository == ""
    assert not [path for path in (ROOT / "release").glob("*/*.ipynb") if "colab" in path.read_text(encoding="utf-8")]


def test_a_link_stands_first_and_the_cell_before_all_other_code(course: Course) -> None:
    cells = course.released().cells
    assert cells[0].id == "open_in_colab"
    assert next(cell.id for cell in cells if cell.cell_type == "code") == "install_byhand"
    here = "colab.research.google.com/github/ada/backprop/blob/main"
    assert f"](https://{here}/{FOLDER}/{UNIT}/{NOTEBOOK.name})" in cells[0].source
    assert re.findall(r'<span lang="([^"]+)">', cells[0].source) == ["en", "zh-Hans"]
    assert "![" not in cells[0].source, "a picture from the network would be fetched at every opening"


def test_the_other_cells_are_those_of_a_release_without_it(course: Course) -> None:
    plain = nbformat.read(ROOT / "release" / UNIT / NOTEBOOK.name, as_version=4)
    here = course.released()
    assert [cell for cell in here.cells if cell.id not in OURS] == plain.cells
    assert here.metadata == plain.metadata


def test_link_and_cell_name_what_the_hand_out_holds(course: Course, tmp_path: Path) -> None:
    handout.build(course.folder / "release", tmp_path)
    addresses = re.findall(rf"{REPOSITORY}/raw/main/(\S+\.whl)", cell(course.released(), "install_byhand").source)
    addresses += re.findall(r"/blob/main/(\S+\.ipynb)", cell(course.released(), "open_in_colab").source)
    assert len(addresses) == 2
    assert [address for address in addresses if not (tmp_path / address).is_file()] == []


def test_both_are_plain_to_grader_and_gradebook(course: Course) -> None:
    notebook = course.released()
    found = roles(json.loads(json.dumps(notebook)))
    assert [found[name] for name in OURS] == ["plain", "plain"]
    assert [cell(notebook, name).metadata for name in OURS] == [{}, {}]


@pytest.mark.parametrize("languages", ["ja", "zh-Hant,en"])
def test_it_speaks_the_languages_of_the_release(languages: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGES, languages)
    notebook = stepped(repository=REPOSITORY)
    tags = languages.split(",")
    assert re.findall(r'<span lang="([^"]+)">', notebook.cells[0].source) == tags
    comments = [line for line in cell(notebook, "install_byhand").source.splitlines() if line.startswith("#")]
    assert [line.isascii() for line in comments] == [tag == "en" for tag in tags]
    assert f"/backprop-by-hand-{'-'.join(tags)}/" in notebook.cells[0].source


@pytest.mark.parametrize(
    "address", ["ada/backprop", "https://gitlab.com/ada/backprop", f"{REPOSITORY}.git", f'{REPOSITORY}" evil']
)
def test_an_address_that_colab_cannot_open_is_refused(address: str) -> None:
    with pytest.raises(NbGraderException, match="expected an address such as https://github") as refused:
        step(repository=address)
    assert address in str(refused.value)
    assert "REPOSITORY" in str(refused.value)


@pytest.mark.slow
def test_a_missing_word_is_refused_and_the_earlier_release_stays(tiny: TinyCourse) -> None:
    tiny.nbgrader("generate_assignment", TINY)
    before = tiny.release.read_bytes()
    tiny.configure('REPOSITORY = ""', f'REPOSITORY = "{REPOSITORY}"')
    path = tiny.folder / "i18n" / "common" / "zh-Hans.po"
    path.write_text(path.read_text(encoding="utf-8").replace("Open in Colab", "Open"), encoding="utf-8")
    with pytest.raises(NbgraderError) as refused:
        tiny.nbgrader("generate_assignment", TINY, "--force")
    assert "Open in Colab" in refused.value.log
    assert "Traceback" not in refused.value.log
    assert tiny.release.read_bytes() == before


# --- grading


@pytest.fixture(scope="module")
def graded(course: Course) -> Course:
    """Right answers from three students: as handed out, both cells deleted, the cell spoiled."""
    solutions = {
        grader_data(cell)["grade_id"]: cell.source for cell in load(UNIT).cells if grader_data(cell).get("solution")
    }
    for student in ("honest", "tidy", "clumsy"):
        notebook = course.released()
        for each in notebook.cells:
            each.source = solutions.get(grader_data(each).get("grade_id", ""), each.source)
        if student == "tidy":
            notebook.cells = [cell for cell in notebook.cells if cell.id not in OURS]
        if student == "clumsy":
            cell(notebook, "install_byhand").source = "%pip install nothing-of-this-name\n1 / 0"
        folder = course.folder / "submitted" / student / UNIT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / NOTEBOOK.name)
    course.nbgrader("autograde", UNIT)
    return course


def verdict(course: Course, student: str) -> dict[str, Any]:
    path = course.folder / "autograded" / student / UNIT / "verdict.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["notebooks"][0]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("student", ["honest", "tidy", "clumsy"])
def test_it_costs_no_point_whatever_became_of_it(graded: Course, student: str) -> None:
    with Gradebook(f"sqlite:///{graded.folder / 'gradebook.db'}") as gradebook:
        grades = gradebook.find_submission_notebook(NOTEBOOK.stem, UNIT, student).grades
        points = {grade.name.removeprefix("test_"): grade.auto_score for grade in grades}
    expected = {exercise.key: exercise.points for exercise in exercises(UNIT) if not exercise.by_hand}
    assert {key: points[key] for key in expected} == expected


@pytest.mark.slow
def test_in_the_sandbox_it_runs_and_asks_for_nothing(graded: Course) -> None:
    found = verdict(graded, "honest")
    (ran,) = [each for each in found["cells"] if each["name"] == "install_byhand"]
    assert (ran["kind"], ran["status"], ran["points"]) == ("plain", "ran", None)
    assert found["submission"]["notes"] == []
    assert {note["code"] for note in verdict(graded, "tidy")["submission"]["notes"]} == {"plain_cell_missing"}
    notebook = nbformat.read(graded.folder / "autograded" / "honest" / UNIT / NOTEBOOK.name, as_version=4)
    assert cell(notebook, "install_byhand").outputs == []


# --- the cell itself, where everything is but byhand, as on Colab


RUN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for source in json.load(sys.stdin):
    shell.run_cell(source).raise_error()
import byhand
print(byhand.__file__, byhand.words.current())
"""
ASKS = "def asks(*_): raise SystemExit('it asked for pip')\nget_ipython().run_line_magic = asks"


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the libraries of this one, a pip of its own, and nothing of this course."""
    folder, libraries = tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("libraries")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    # An older one that venv brings along would stand before ours.
    remove = [str(folder / "bin" / "python"), "-m", "pip", "uninstall", "--yes", "setuptools"]
    subprocess.run(remove, check=True, capture_output=True)
    ours = ("byhand", "nbduet", "nbviva", "backprop_by_hand", "_backprop_by_hand", "pip", "__pycache__")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(ours) and path.suffix != ".pth":
            (libraries / path.name).symlink_to(path)
    places = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(places, "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return folder


def run(environment: Path, sources: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    """Run cells in IPython in another environment, and then say where byhand is and what it speaks."""
    dropped = ("PYTHON", "JUPYTER", "VIRTUAL_ENV")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    own = {"PYTHONNOUSERSITE": "1", "IPYTHONDIR": str(environment / "ipython"), "HOME": str(environment)}
    return subprocess.run(
        [str(environment / "bin" / "python"), "-c", RUN],
        input=json.dumps(sources),
        cwd=environment,
        env=inherited | own | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_installs_byhand_where_it_is_missing_and_does_nothing_where_it_is_there(
    course: Course, colab: Path, tmp_path: Path
) -> None:
    notebook = course.released()
    given = {name: cell(notebook, name).source for name in ("install_byhand", "languages", "setup")}
    without = run(colab, [given["languages"]])
    assert "No module named 'byhand'" in without.stderr

    # From a folder instead of GitHub; not another character differs. pip may look nowhere else.
    (tmp_path / FOLDER).mkdir()
    handout.wheel(tmp_path / FOLDER)
    local = given["install_byhand"].replace(f"{REPOSITORY}/raw/main", tmp_path.as_uri())
    assert local != given["install_byhand"]
    done = run(colab, [local, given["languages"], given["setup"]], PIP_NO_INDEX="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(colab) in done.stdout
    assert "('en', 'zh-Hans')" in done.stdout

    again = run(colab, [ASKS, given["install_byhand"], given["languages"]], PIP_NO_INDEX="1")
    assert again.returncode == 0, again.stdout + again.stderr
    asked = run(colab, [ASKS, given["install_byhand"].replace('"byhand"', '"byhand_of_another_name"')])
    assert "it asked for pip" in asked.stdout + asked.stderr
