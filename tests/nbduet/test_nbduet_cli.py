"""The command: update, check, build."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

import nbduet
from nbduet.cli import main


def run(course: SimpleNamespace, *arguments: str) -> int:
    return main(["--root", str(course.root), *arguments])


def test_check_of_a_course_in_order(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    (course.folders.catalogues / "glossary.csv").write_text("en,zh-Hans\nhidden layer,隐藏层\n", encoding="utf-8")
    assert run(course, "check") == 0
    assert capsys.readouterr() == ("translations are complete and sound\n", "")


def test_check_says_that_there_is_no_glossary(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "check") == 0
    assert "glossary.csv: no such file, terms are not checked" in capsys.readouterr().err


def test_check_names_file_entry_fault_and_remedy(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    (course.folders.catalogues / "glossary.csv").write_text("en,zh-Hans\nhidden layer,隐层\n", encoding="utf-8")
    assert run(course, "check", "u1") == 1
    out = capsys.readouterr().out
    assert f"{course.catalogue}, cell or key 'intro', entry “hidden layer”: expected 隐层 for “hidden layer”" in out
    assert "→ use the approved term" in out
    assert out.endswith("5 problems\n")


def test_check_of_an_unknown_unit(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "check", "u7") == 1
    assert "units are: u1" in capsys.readouterr().out


def test_update_then_check(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "update") == 0
    assert f"{course.catalogue}: in step" in capsys.readouterr().out
    notebook = course.read()
    notebook.cells[1].source = notebook.cells[1].source.replace("one hidden layer", "only one hidden layer")
    course.write(notebook)
    assert run(course, "update", "u1") == 0
    assert f"{course.catalogue}: updated" in capsys.readouterr().out
    assert run(course, "check") == 1
    assert "entry “A network with only one hidden layer.”: stale (fuzzy)" in capsys.readouterr().out


def test_update_begins_a_language(course: SimpleNamespace) -> None:
    assert run(course, "update", "u1", "--languages", "ja") == 0
    assert course.folders.catalogue("u1", "ja").exists()


def test_update_without_any_language_is_refused(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    course.catalogue.unlink()
    assert run(course, "update") == 1
    assert "--languages zh-Hans,ja" in capsys.readouterr().err


def test_build_writes_the_pair(course: SimpleNamespace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(course, "build", "u1", "--languages", "zh-Hans,en", "--out", str(out)) == 0
    made = nbformat.read(out / "notebook.ipynb", as_version=4)
    nbformat.validate(made)
    assert made.metadata.nbduet.languages == ["zh-Hans", "en"]
    assert made.cells[1].source.startswith('# <span lang="zh-Hans">两层</span>')


def test_build_refuses_and_writes_nothing(
    course: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(course, "build", "u1", "--languages", "en,fr", "--out", str(out)) == 1
    assert "unknown language 'fr'" in capsys.readouterr().err
    assert not out.exists()
    before = course.notebook.read_bytes()
    assert run(course, "build", "u1", "--languages", "en,zh-Hans", "--out", str(course.notebook.parent)) == 1
    assert course.notebook.read_bytes() == before
    assert run(course, "build", "u9", "--languages", "en", "--out", str(out)) == 1
    assert "units are: u1" in capsys.readouterr().err


def test_the_module_is_a_command() -> None:
    done = subprocess.run([sys.executable, "-m", "nbduet", "--help"], capture_output=True, text=True, check=True)
    assert "update" in done.stdout


def test_nbduet_knows_no_course_and_only_one_module_knows_nbgrader() -> None:
    imports: dict[str, set[str]] = {}
    for path in Path(nbduet.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            else:
                continue
            imports.setdefault(path.stem, set()).update(name.split(".")[0] for name in names)
    assert len(imports) > 10
    assert not any({"byhand", "nbviva"} & names for names in imports.values())
    assert {name for name, names in imports.items() if "nbgrader" in names} == {"preprocessor"}
