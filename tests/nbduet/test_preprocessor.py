"""In nbgrader: a pair is released with all its tests, and a refusal leaves an existing release alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from invented import TEST, UNIT
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
    SaveCells,
)
from traitlets.config import Config

from nbduet.preprocessor import RefusedRelease, SelectLanguages, stub

STEPS = [
    IncludeHeaderFooter,
    SelectLanguages,
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCells,
    ClearHiddenTests,
    ComputeChecksums,
    CheckCellMetadata,
]


def release(
    course: SimpleNamespace, languages: list[str], database: bool = False, **traits: object
) -> dict[str, NotebookNode]:
    """Run `nbgrader generate_assignment --force` on the invented course, and return the cells of its release by id."""
    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.assignment_id = UNIT
    config.GenerateAssignment.preprocessors = STEPS
    config.SelectLanguages.languages = languages
    # The gradebook takes a second to make, and most of these tests do not look at it.
    config.GenerateAssignment.no_database = not database
    config.SaveCells.enabled = database
    for name, value in traits.items():
        config.SelectLanguages[name] = value
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    converter.start()
    made = nbformat.read(course.root / "release" / UNIT / "notebook.ipynb", as_version=4)
    return {cell.id: cell for cell in made.cells}


def test_a_pair_is_released(course: SimpleNamespace) -> None:
    made = release(course, ["en", "zh-Hans"])
    assert made["languages"].source == '# Choose the languages.\n# 选择语言。\ncourse.languages("en", "zh-Hans")'
    assert "两层" in made["intro"].source
    assert "返回：(N, H)" in made["answer-cell"].source
    assert "secret" not in made["answer-cell"].source
    assert made["test-cell"].source == TEST[: TEST.index("### BEGIN")]


def test_locked_cells_are_the_same_in_every_release(course: SimpleNamespace) -> None:
    releases = [release(course, languages) for languages in (["en"], ["en", "zh-Hans"], ["zh-Hans"])]
    for name in ("test-cell", "graph"):
        assert releases[0][name] == releases[1][name] == releases[2][name]


def test_a_refusal_leaves_release_and_gradebook_alone(
    course: SimpleNamespace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nbgrader makes its gradebook with a command, alembic, that it looks for by name.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    release(course, ["en", "zh-Hans"], database=True)
    kept = {path: path.read_bytes() for path in [*course.root.glob("release/*/*"), course.root / "gradebook.db"]}
    assert len(kept) == 2
    course.replace('msgstr "样本数"', 'msgstr ""')
    with pytest.raises(RefusedRelease) as refusal:
        release(course, ["en", "zh-Hans"], database=True)
    message = str(refusal.value)
    assert f"{UNIT} cannot be released in en, zh-Hans" in message
    assert f"{course.catalogue}, cell or key 'forward', entry “number of samples”" in message
    assert message in caplog.text
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_broken_source_leaves_the_release_alone(course: SimpleNamespace) -> None:
    release(course, ["en"])
    (released,) = course.root.glob("release/*/*")
    course.notebook.write_text("{", encoding="utf-8")
    with pytest.raises(RefusedRelease, match="expected a notebook, found"):
        release(course, ["en"])
    assert released.exists()


@pytest.mark.parametrize(
    ("languages", "found"),
    [
        (["en", "xx"], "unknown language 'xx': no folder has a xx.po → choose from en, zh-Hans"),
        ([], "expected at least one language, found none"),
    ],
)
def test_a_wrong_choice_is_refused(course: SimpleNamespace, languages: list[str], found: str) -> None:
    with pytest.raises(RefusedRelease, match=found):
        release(course, languages)
    assert not (course.root / "release").exists()


def test_what_comes_from_a_header_is_refused_too(course: SimpleNamespace) -> None:
    resources = {"nbgrader": {"assignment": UNIT, "notebook": "notebook"}}
    step = SelectLanguages(languages=["zh-Hans"], catalogue_dir=str(course.folders.catalogues))
    notebook = course.read()
    notebook.cells[1].source = "Words that nobody translated."
    with pytest.raises(RefusedRelease, match="Words that nobody translated"):
        step.preprocess(notebook, resources)


def test_a_notebook_that_cannot_tell_its_languages_is_mentioned(
    course: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    release(course, ["en", "zh-Hans"], language_cell="elsewhere")
    assert "notebook.ipynb has no cell named 'elsewhere'" in caplog.text


def test_a_step_that_is_off_does_nothing(course: SimpleNamespace) -> None:
    assert release(course, ["xx"], enabled=False)["intro"].source == course.read().cells[1].source


def test_stub_in_a_pair(course: SimpleNamespace) -> None:
    folder = course.folders.catalogues
    (folder / "common").mkdir()
    po = 'msgctxt "stub"\nmsgid "TODO: write your answer here."\nmsgstr "TODO：在此处作答。"\n'
    (folder / "common" / "zh-Hans.po").write_text(po, encoding="utf-8")
    assert stub(["en", "zh-Hans"], folder) == (
        '# TODO: write your answer here.\n# TODO：在此处作答。\nraise NotImplementedError("TODO")'
    )
    assert stub(["en"], folder) == '# TODO: write your answer here.\nraise NotImplementedError("TODO")'


@pytest.mark.parametrize(
    ("msgstr", "found"), [("在此处作答。", "expected one line with the word TODO"), ("", "empty msgstr")]
)
def test_stub_without_todo_is_refused(course: SimpleNamespace, msgstr: str, found: str) -> None:
    folder = course.folders.catalogues
    (folder / "common").mkdir()
    po = f'msgctxt "stub"\nmsgid "TODO: write your answer here."\nmsgstr "{msgstr}"\n'
    (folder / "common" / "zh-Hans.po").write_text(po, encoding="utf-8")
    with pytest.raises(Exception, match=found):
        stub(["en", "zh-Hans"], folder)
