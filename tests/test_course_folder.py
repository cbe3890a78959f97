"""The course folder as nbgrader, git, pip and a newcomer find it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from tiny_course import FOLDERS, TINY, TinyCourse, tiny_notebook
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from course import ROOT
from grader import NbgraderError

RECORDS = (
    "submitted/ada/02_x/x.ipynb",
    "autograded/ada/02_x/x.ipynb",
    "feedback/ada/02_x/x.html",
    "gradebook.db",
    "gradebook.db.2027-03-01",
    "grades.csv",
    "students.csv",
)


def settings() -> Config:
    return PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()


# --- nothing of a student in the repository


def test_git_takes_the_pages_and_none_of_the_records(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for name in RECORDS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a student's", encoding="utf-8")
    for name in FOLDERS:
        (tmp_path / name).mkdir(exist_ok=True)
        shutil.copy(ROOT / name / "README.md", tmp_path / name)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
    tracked = subprocess.run(["git", "ls-files"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert sorted(tracked.split()) == sorted([".gitignore", *(f"{name}/README.md" for name in FOLDERS)])


@pytest.mark.parametrize("name", ["submitted", "autograded", "feedback"])
def test_each_folder_for_records_says_that_they_are_never_committed(name: str) -> None:
    assert "never committed" in (ROOT / name / "README.md").read_text(encoding="utf-8")


# --- the settings


@pytest.mark.parametrize(
    ("step", "stock", "ours"),
    [
        ("GenerateAssignment", GenerateAssignment, ["SelectLanguages", "OpenInColab", "RequirePoints"]),
        ("GenerateFeedback", GenerateFeedback, ["HideTests"]),
    ],
)
def test_the_steps_are_nbgraders_own_and_ours(step: str, stock: type, ours: list[str]) -> None:
    names = [s.rpartition(".")[2] if isinstance(s, str) else s.__name__ for s in settings()[step].preprocessors]
    assert [name for name in names if name not in ours] == [s.__name__ for s in stock.preprocessors.default_args[0]]
    assert [name for name in names if name in ours] == ours


def test_languages_are_selected_right_after_header_and_footer() -> None:
    steps = settings().GenerateAssignment.preprocessors
    assert steps.index("nbduet.preprocessor.SelectLanguages") == 1 + steps.index(
        "nbgrader.preprocessors.IncludeHeaderFooter"
    )


def test_the_stub_says_todo_in_both_languages() -> None:
    stub = settings().ClearSolutions.code_stub["python"].splitlines()
    assert [line.startswith("# ") and "TODO" in line for line in stub] == [True, True, False]
    assert stub[0].isascii()
    assert not stub[1].isascii()


def test_an_old_python_is_told_so_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is Python 3\.10"):
        settings()


def test_an_environment_without_the_course_is_told_so_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbduet.preprocessor", None)
    with pytest.raises(SystemExit, match="make venv"):
        settings()


# --- make, from nothing


@pytest.mark.parametrize(
    ("python", "says"),
    [
        ("./old", r'needs Python 3\.11 or newer; "\./old" is Python 3\.9\. Name a newer one: make PYTHON='),
        ("no-such-python", r'There is no "no-such-python" here\. Name a newer one: make PYTHON='),
    ],
)
def test_make_refuses_an_unfit_python_and_touches_nothing(tmp_path: Path, python: str, says: str) -> None:
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "old"  # called as: old -c PROGRAM
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 9, 1); exec(sys.argv[1])" "$2"\n',
        encoding="utf-8",
    )
    old.chmod(0o755)
    made = subprocess.run(["make", f"PYTHON={python}", "demo"], cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode != 0
    assert re.search(says, made.stderr), made.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets
    said = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert [name for name in targets.group(1).split() if f"make {name} " not in said] == []


# --- what is installed


def requirements() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = (
        re.match(r"([A-Za-z0-9_-]+)(?:\[[a-z]+\])?([^#]*)(?:# (.+))?$", line)
        for line in lines
        if line[:1] not in ("", "#")
    )
    found = {}
    for match in named:
        assert match, "a line that is no requirement"
        assert match.group(3), f"{match.group(1)}: the line does not say why it is there"
        found[match.group(1)] = match.group(2).strip()
    return found


def test_every_requirement_says_why_and_is_pinned() -> None:
    found = requirements()
    assert found["torch"] == "==2.13.0"
    assert found.pop("nbgrader") == ">=0.9.6,<0.10"
    # pinned, perhaps for one platform only: "==1.2; sys_platform == ..."
    assert [
        name for name, version in found.items() if not re.fullmatch(r"==[\d.]+(; sys_platform == .+)?", version)
    ] == []


def test_what_pyproject_asks_for_is_in_the_requirements() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["grading"], *extras["test"]]
    names = {re.split(r"[^A-Za-z0-9_-]", line)[0] for line in asked}
    pinned = set(requirements()) | {
        line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    assert names <= pinned


def test_no_program_builds_a_grammar_before_it_reads_a_notebook() -> None:
    look = "import nbformat, nbgrader.apps, sys; print(sorted({'lark', 'rfc3987_syntax'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said.strip() == "[]"


def imports(package: str) -> set[str]:
    """The top-level names that a package of ours imports, wherever in a module."""
    found: set[str] = set()
    for path in (ROOT / "src" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).split(".")[0])
    return found


def test_byhand_needs_only_what_a_student_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = {re.split(r"[^A-Za-z0-9_-]", line)[0] for line in project["dependencies"]} | {"byhand"}
    called = {"PIL": "pillow"}
    assert {called.get(name, name) for name in imports("byhand") - set(sys.stdlib_module_names)} <= allowed


# --- nbgrader in this folder


def test_a_tiny_course_makes_the_round_trip(tiny: TinyCourse) -> None:
    tiny.nbgrader("generate_assignment", TINY)
    tiny.hand_in("ada", {"double": "def double(x):\n    return 2 * x", "why": "Because."})
    tiny.hand_in("ben", {})
    # a syntax error: the test cell ends in an error whose trace quotes the lines around it, hidden ones too
    tiny.hand_in("cyn", {"double": "def double(x)\n    return 2 * x", "why": "Because."})
    tiny.hand_in("dan", {"double": "def double(x):\n    ### BEGIN HIDDEN TESTS\n    return 4", "why": "Because."})
    tiny.nbgrader("autograde", TINY)
    tiny.nbgrader("generate_feedback", TINY)
    tiny.nbgrader("export", "--to", "grades.csv")
    rows = [line.split(",") for line in (tiny.folder / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert {row[3]: float(row[9]) for row in rows} == {"ada": 3, "ben": 0, "cyn": 0, "dan": 1}
    pages = {
        page.parts[-3]: re.sub("<[^>]*>", "", page.read_text(encoding="utf-8"))
        for page in tiny.folder.glob("feedback/*/*/*.html")
    }
    assert set(pages) == {"ada", "ben", "cyn", "dan"}
    assert [name for name, page in pages.items() if "-1.5" in page] == []
    assert "is not defined" in pages["cyn"]
    assert "return 4" in pages["dan"]


def test_a_notebook_without_points_is_refused_and_the_earlier_release_stays(tiny: TinyCourse) -> None:
    tiny.nbgrader("generate_assignment", TINY)
    before = tiny.release.read_bytes()
    notebook = tiny_notebook()
    for cell in notebook.cells:
        cell.metadata.get("nbgrader", {}).pop("points", None)
        cell.metadata.get("nbgrader", {}).update(grade=False)
    tiny.write(notebook)
    with pytest.raises(NbgraderError) as refused:
        tiny.nbgrader("generate_assignment", TINY, "--force")
    assert "expected a cell with points, found none" in refused.value.log
    assert "Traceback" not in refused.value.log
    assert tiny.release.read_bytes() == before


def test_an_unknown_language_is_refused_and_the_earlier_release_stays(tiny: TinyCourse) -> None:
    tiny.nbgrader("generate_assignment", TINY)
    before = tiny.release.read_bytes()
    tiny.configure('"en,zh-Hans"', '"en,tlh"')
    with pytest.raises(NbgraderError, match="unknown language 'tlh'") as refused:
        tiny.nbgrader("generate_assignment", TINY, "--force")
    assert "Traceback" not in refused.value.log
    assert tiny.release.read_bytes() == before


def test_a_missing_translation_is_refused_and_the_earlier_release_stays(tiny: TinyCourse) -> None:
    tiny.nbgrader("generate_assignment", TINY)
    before = tiny.release.read_bytes()
    notebook = tiny_notebook()
    notebook.cells[0].source = "# A title that nobody has translated"
    tiny.write(notebook)
    with pytest.raises(NbgraderError) as refused:
        tiny.nbgrader("generate_assignment", TINY, "--force")
    assert "A title that nobody has translated" in refused.value.log
    assert tiny.release.read_bytes() == before


def test_the_settings_leave_the_courses_folder_to_the_command_line(tiny: TinyCourse, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    tiny.nbgrader("generate_assignment", TINY, f"--CourseDirectory.release_directory={other}")
    assert (other / TINY / "tiny.ipynb").is_file()
    assert not tiny.release.exists()


def test_settings_of_a_real_class_elsewhere_do_not_reach_the_tools(
    tiny: TinyCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "real"
    real.mkdir()
    config = tmp_path / "home" / ".jupyter" / "nbgrader_config.py"
    config.parent.mkdir(parents=True)
    config.write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(real)!r}\n"
        f"c.CourseDirectory.db_url = 'sqlite:///{real / 'gradebook.db'}'\nc.CourseDirectory.release_directory = 'theirs'\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(config.parent))
    tiny.nbgrader("generate_assignment", TINY)
    assert list(real.iterdir()) == []
    assert (tiny.folder / "gradebook.db").is_file()
    assert tiny.release.is_file()


def test_what_the_lab_leaves_beside_a_notebook_is_not_released(tiny: TinyCourse) -> None:
    left = tiny.source.parent / ".ipynb_checkpoints" / "notes-checkpoint.txt"
    left.parent.mkdir()
    left.write_text("the solution", encoding="utf-8")
    tiny.nbgrader("generate_assignment", TINY)
    assert [path.name for path in tiny.release.parent.iterdir()] == ["tiny.ipynb"]
