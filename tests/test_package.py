"""What a student installs: the wheel holds byhand and its words, asks for no grader, and carries no answer."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STUDENT_NEEDS = {"numpy", "torch", "matplotlib", "pillow", "polib"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_words_and_no_answers(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "byhand/locale/zh-Hans.po" in names
    assert "byhand/units/two_layers/__init__.py" in names
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops <= {"byhand", "nbduet", "nbviva"}
    assert not [name for name in names if name.endswith(".ipynb") or "answers" in name]


def test_the_wheel_asks_for_what_a_notebook_needs_and_nothing_of_the_graders(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    required = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []
    plain = [line for line in required if "extra ==" not in line]
    assert {line.split(">")[0].split("=")[0].split(";")[0].strip() for line in plain} == STUDENT_NEEDS


def test_an_installed_byhand_speaks_both_languages(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import byhand\n"
        "assert byhand.__file__.startswith(sys.argv[1]), byhand.__file__\n"
        "byhand.languages('zh-Hans', 'en')\n"
        "from byhand.units import two_layers\n"
        "print(two_layers.exam('sse', lambda p, y: 0.0, points=2, hidden=0).card(hidden_ran=False).text())\n"
        "graders = [m for m in sys.modules if m.split('.')[0] in ('nbgrader', 'nbduet', 'nbviva', 'nbformat')]\n"
        "assert not graders, graders\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "还不对" in done.stdout
    assert "not yet right" in done.stdout


@pytest.mark.parametrize("package", ["byhand", "nbduet", "nbviva"])
def test_the_packages_do_not_import_one_another(package: str) -> None:
    others = {"byhand", "nbduet", "nbviva"} - {package}
    for path in (ROOT / "src" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in others], path
