"""What `make handout` builds: all that a student needs, nothing of what stays with the instructor; and it works alone."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import nbformat
import pytest

import handout
from course import ROOT, bank, exercises, grader_data, load, notebook_path, units

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)^[^\n]*### END SOLUTION", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)^[^\n]*### END HIDDEN TESTS", re.DOTALL | re.MULTILINE)
FIRST = "01_one_weight"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-out of the committed release; that this is in step with source/ is test_release's to say."""
    return handout.build(ROOT / "release", tmp_path_factory.mktemp("handout"))


@pytest.fixture(scope="module")
def contents(built: Path) -> dict[str, bytes]:
    """Every file of the zip, those inside the wheel among them, as "byhand….whl/byhand/words.py"."""
    with zipfile.ZipFile(built.with_name(f"{built.name}.zip")) as archive:
        found = {name.removeprefix(f"{built.name}/"): archive.read(name) for name in archive.namelist()}
    wheel = next(name for name in found if name.endswith(".whl"))
    with zipfile.ZipFile(built / wheel) as archive:
        return found | {f"{wheel}/{name}": archive.read(name) for name in archive.namelist()}


def squeezed(text: str) -> str:
    """The text without white space, comments and kinds of quotes, so that no other layout hides what is the same."""
    return re.sub(r"\s|#[^\n]*", "", text).replace('"', "'")


# --- what is in it


def test_it_holds_these_files_and_no_other(contents: dict[str, bytes]) -> None:
    wheel = f"byhand-{handout.version()}-py3-none-any.whl"
    ours = ROOT / "src" / "byhand"
    inside = [f"byhand/{path.relative_to(ours)}" for path in ours.rglob("*") if path.suffix in (".py", ".txt")]
    inside += [f"byhand/locale/{path.name}" for path in (ROOT / "i18n" / "checks").glob("*.po")]
    info = f"byhand-{handout.version()}.dist-info"
    inside += [
        f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "licenses/LICENSE", "licenses/LICENSE-TEXT.md")
    ]
    assert sorted(contents) == sorted(
        [
            *(f"{unit}/{notebook_path(unit).name}" for unit in units()),
            *("README.md", "README.ja.md", "README.zh-Hans.md", "README.zh-Hant.md"),
            *("LICENSE", "LICENSE-TEXT.md", "requirements.txt", "constraints.txt", wheel),
            *(f"{wheel}/{name}" for name in inside),
        ]
    )


def test_folder_and_zip_are_the_same(built: Path, contents: dict[str, bytes]) -> None:
    found = {path.relative_to(built).as_posix(): path.read_bytes() for path in built.rglob("*") if path.is_file()}
    assert found == {name: data for name, data in contents.items() if ".whl/" not in name}


def test_the_notebooks_are_the_released_ones(contents: dict[str, bytes]) -> None:
    for unit in units():
        name = f"{unit}/{notebook_path(unit).name}"
        assert contents[name] == (ROOT / "release" / name).read_bytes()


def test_it_is_the_same_zip_whenever_it_is_built(built: Path, tmp_path: Path) -> None:
    again = handout.build(ROOT / "release", tmp_path)
    assert built.with_name(f"{built.name}.zip").read_bytes() == again.with_name(f"{again.name}.zip").read_bytes()


def test_nothing_of_an_earlier_hand_out_stays(tmp_path: Path) -> None:
    folder = handout.build(ROOT / "release", tmp_path)
    (folder / "solutions.ipynb").write_text("{}", encoding="utf-8")
    assert handout.build(ROOT / "release", tmp_path) == folder
    assert not (folder / "solutions.ipynb").exists()


def test_a_release_in_mixed_languages_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "release", tmp_path / "release")
    path = tmp_path / "release" / FIRST / notebook_path(FIRST).name
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["nbduet"]["languages"] = ["ja", "en"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(ValueError, match=r"same languages, found en, zh-Hans; ja, en\. Run `make release`"):
        handout.build(tmp_path / "release", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "asked"), [([], ["--check"]), (["--languages", "ja, en"], ["--languages", "ja,en"])]
)
def test_a_release_that_is_not_in_step_is_not_handed_out(
    arguments: list[str], asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []
    monkeypatch.setattr(handout, "OUT", tmp_path / "handout")
    monkeypatch.setattr(handout.release, "RELEASE", tmp_path / "release")
    monkeypatch.setattr(handout.release, "main", lambda how: said.append(how) or 1)
    assert handout.main(arguments) == 1
    assert said == [asked], "without languages release/ is only looked at"
    assert not (tmp_path / "handout").exists()
    for name in ("release", "release-ja-en"):
        shutil.copytree(ROOT / "release", tmp_path / name)
    monkeypatch.setattr(handout.release, "main", lambda how: 0)
    assert handout.main(arguments) == 0
    assert (tmp_path / "handout" / "backprop-by-hand-en-zh-Hans.zip").is_file()


# --- what is not in it


def test_no_marker_of_what_stays_with_the_instructor(contents: dict[str, bytes]) -> None:
    for name, data in contents.items():
        if not name.endswith(".whl"):
            text = data.decode("utf-8")
            assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|exam\.hidden\(", text), name


def test_no_module_of_the_grader_or_of_the_translators(contents: dict[str, bytes]) -> None:
    for name, data in contents.items():
        assert not re.search(r"(^|/)(nbviva|nbduet|tools|source|answers|tests)/", name)
        if name.endswith(".py"):
            assert not re.search(rb"^\s*(import|from) +(nbviva|nbduet|nbgrader)", data, re.MULTILINE), name
    for name in ("requirements.txt", "constraints.txt"):
        assert not re.search(rb"nbgrader|bubblewrap|nbviva|nbduet|pytest", contents[name]), name


def test_no_path_of_the_machine_that_built_it(built: Path, contents: dict[str, bytes]) -> None:
    paths = [str(ROOT), str(built), str(Path.home()), sys.prefix, os.path.realpath(sys.executable)]
    for name, data in contents.items():
        assert [path for path in paths if len(path) > 3 and path.encode() in data] == [], name


@pytest.mark.parametrize("unit", units())
def test_no_line_of_a_hidden_test(unit: str, contents: dict[str, bytes]) -> None:
    lines = {
        squeezed(line)
        for cell in load(unit).cells
        for region in HIDDEN.findall(cell.source)
        for line in region.splitlines()
    }
    lines = {line for line in lines if "(" in line and len(line) > 12}
    assert lines
    for name, data in contents.items():
        if name.endswith((".py", ".ipynb", ".po", ".md")):
            text = squeezed(code(name, data))
            assert [line for line in lines if line in text] == [], name


@pytest.mark.parametrize("unit", units())
def test_no_answer_of_the_bank_and_no_solution(unit: str, contents: dict[str, bytes]) -> None:
    """Whole functions are looked for, without their docstring; test_release looks for single lines in the notebooks."""
    bodies = answers(unit)
    assert len(bodies) > len(exercises(unit))
    for name, data in contents.items():
        if name.endswith((".py", ".ipynb")):
            text = squeezed(ast.unparse(ast.parse(data)) if name.endswith(".py") else code(name, data))
            assert [body for body in bodies if body in text] == [], name
    written = [
        cell.source for cell in load(unit).cells if cell.cell_type == "markdown" and grader_data(cell).get("solution")
    ]
    everything = b"".join(contents.values()).decode("utf-8", "replace")
    assert written
    assert [text for text in written if text in everything] == []


def answers(unit: str) -> set[str]:
    """The bodies of the bank's functions and of the solutions, but for what the notebook itself tells its students."""
    told = squeezed("\n".join(SOLUTION.sub("", HIDDEN.sub("", cell.source)) for cell in load(unit).cells))
    found = {body for cell in load(unit).cells if SOLUTION.search(cell.source) for body in functions(cell.source)}
    for exercise in exercises(unit):
        for answer in bank(unit, exercise.key):
            found |= set(functions(answer.source))
    return {body for body in found if body not in told}


def test_the_search_finds_an_answer_that_is_there() -> None:
    unit = units()[0]
    answer = next(answer for exercise in exercises(unit) for answer in bank(unit, exercise.key) if answer.right)
    assert [body for body in answers(unit) if body in squeezed(ast.unparse(ast.parse(answer.source)))]


def code(name: str, data: bytes) -> str:
    if name.endswith(".ipynb"):
        return "\n".join(cell.source for cell in nbformat.reads(data.decode(), as_version=4).cells)
    return data.decode()


def functions(source: str) -> Iterator[str]:
    """The squeezed bodies of the functions in an answer, as long as they compute something of their own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = [
                part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            ]
            text = squeezed("\n".join(ast.unparse(part) for part in body))
            if len(text) > 25:
                yield text


# --- the wheel and the requirements


def test_the_wheel_is_byhand_in_the_courses_version_with_the_courses_needs(contents: dict[str, bytes]) -> None:
    metadata = next(data for name, data in contents.items() if name.endswith(".dist-info/METADATA"))
    said = Parser().parsestr(metadata.decode())
    needs = {re.split(r"[^a-z]", line)[0] for line in said.get_all("Requires-Dist") or []}
    assert needs == {"numpy", "torch", "matplotlib", "pillow", "polib"}
    assert (said["Name"], said["Version"]) == ("byhand", handout.version())
    assert not said.get_all("Provides-Extra")
    for name, data in contents.items():
        inside = name.partition(".whl/byhand/")[2]
        if inside and not inside.startswith("locale/"):
            assert data == (ROOT / "src" / "byhand" / inside).read_bytes(), name
        elif inside:
            assert data == (ROOT / "i18n" / "checks" / Path(inside).name).read_bytes(), name


def test_every_requirement_is_pinned_as_in_the_course_and_torch_comes_first(contents: dict[str, bytes]) -> None:
    lines = [line for line in contents["requirements.txt"].decode().splitlines() if line[:1] not in "#-"]
    assert lines[0] == "torch==2.13.0"
    assert {line.split("==")[0] for line in lines[:-1]} == {
        "torch",
        "numpy",
        "matplotlib",
        "pillow",
        "polib",
        "jupyterlab",
    }
    assert lines[-1] == f"./byhand-{handout.version()}-py3-none-any.whl"
    pinned = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "constraints.txt"))
    constraints = [line for line in contents["constraints.txt"].decode().splitlines() if not line.startswith("#")]
    assert len(constraints) > 50
    assert [
        line for line in [*lines[:-1], *constraints] if not re.search(rf"^{re.escape(line)}\b", pinned, re.MULTILINE)
    ] == []


def test_the_guide_links_only_to_what_is_there(contents: dict[str, bytes]) -> None:
    guides = {name: data.decode() for name, data in contents.items() if name.startswith("README")}
    assert {language for language in ("ja", "zh-Hans", "zh-Hant") if f"README.{language}.md" in guides["README.md"]}
    for text in guides.values():
        links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
        assert len(links) == 3
        assert [link for link in links if link not in contents] == []
        for named in ("requirements.txt", "01_one_weight", "one_weight.ipynb", "`predict`"):
            assert named in text


# --- a student who has nothing else


def commands() -> list[list[str]]:
    """The guide's commands for Linux and macOS, as they stand there."""
    text = (ROOT / "docs" / f"{handout.GUIDE}.md").read_text(encoding="utf-8")
    first = re.search(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert first
    return [line.split() for line in first.group(1).splitlines()]


def alone(folder: Path) -> dict[str, str]:
    """An environment that knows nothing of the course's own, nor of Jupyter's files of whoever runs the tests."""
    kept = {
        key: value for key, value in os.environ.items() if key.startswith(("PIP_", "LANG", "LC_", "HTTP", "NO_PROXY"))
    }
    private = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return kept | private | {
        "PATH": os.defpath,
        "HOME": str(folder),
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONNOUSERSITE": "1",
    }  # fmt: skip


def test_the_guide_has_three_commands() -> None:
    assert [command[0] for command in commands()] == ["python3", ".venv/bin/python", ".venv/bin/jupyter"]


@pytest.fixture(scope="module")
def student(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked zip in a folder that was empty, after the first two commands of the guide."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(built.with_name(f"{built.name}.zip")) as archive:
        archive.extractall(folder)
    place = folder / built.name
    environment = alone(tmp_path_factory.mktemp("home"))
    for command in commands()[:2]:
        # The guide's python3, but a fit one, whatever the machine's is.
        arguments = [sys._base_executable if part == "python3" else part for part in command]  # type: ignore[attr-defined]
        done = subprocess.run(arguments, cwd=place, env=environment, capture_output=True, text=True, check=False)
        if re.search("Temporary failure in name resolution|NewConnectionError|No route to host", done.stderr):
            pytest.skip("pip reaches no package index from here")
        assert done.returncode == 0, done.stderr
    return place


@pytest.mark.slow
def test_a_student_has_byhand_and_nothing_of_the_instructors(student: Path, tmp_path: Path) -> None:
    code = (
        "import byhand, sys; from importlib.util import find_spec; print(byhand.__file__)\n"
        "assert byhand.__file__.startswith(sys.prefix)\n"
        "assert not [name for name in ('nbviva', 'nbduet', 'nbgrader') if find_spec(name)]\n"
        "byhand.languages('zh-Hant', 'ja')\n"
    )
    run = [".venv/bin/python", "-c", code]
    done = subprocess.run(run, cwd=student, env=alone(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_student_reaches_the_first_green_card(student: Path, tmp_path: Path) -> None:
    path = student / FIRST / notebook_path(FIRST).name
    notebook = nbformat.read(path, as_version=4)
    key = exercises(FIRST)[0].key
    last = next(place for place, cell in enumerate(notebook.cells) if cell.id == f"test_{key}")
    notebook.cells = notebook.cells[: last + 1]
    answer = next(cell for cell in notebook.cells if cell.id == key)
    answer.source = next(answer.source for answer in bank(FIRST, key) if answer.right)
    mine = path.with_name("mine.ipynb")
    nbformat.write(notebook, mine)
    run = [".venv/bin/jupyter", "execute", "--inplace", str(mine)]
    done = subprocess.run(run, cwd=student, env=alone(tmp_path), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outputs = nbformat.read(mine, as_version=4).cells[-1].outputs
    (card,) = [output.data for output in outputs if "application/vnd.byhand.card+json" in output.get("data", {})]
    assert card["application/vnd.byhand.card+json"]["status"] == "passed"
    assert "text/html" in card
    assert outputs[-1].data["text/plain"] == f"{exercises(FIRST)[0].points:g}"


@pytest.mark.slow
def test_the_third_command_serves_the_notebook(student: Path, tmp_path: Path) -> None:
    environment = alone(tmp_path)
    quiet = ["--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root"]
    with (tmp_path / "log").open("w") as log:
        lab = subprocess.Popen([*commands()[2], *quiet], cwd=student, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 120
        while not (found := [*(tmp_path / "runtime").glob("jpserver-*.json")]) and time.monotonic() < deadline:
            assert lab.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.2)
        server = json.loads(found[0].read_text(encoding="utf-8"))
        path = f"{server['url']}api/contents/{FIRST}/{notebook_path(FIRST).name}?token={server['token']}"
        while True:
            try:
                with urllib.request.urlopen(path, timeout=20) as answer:
                    said = json.load(answer)
                break
            except urllib.error.URLError:
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.2)
        assert said["type"] == "notebook"
        with urllib.request.urlopen(f"{server['url']}lab?token={server['token']}", timeout=60) as page:
            assert b"JupyterLab" in page.read()
    finally:
        lab.terminate()
        lab.wait(timeout=60)
