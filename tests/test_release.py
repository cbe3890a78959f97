"""release/ is in step with source/, and gives nothing away."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

import release
from course import BANK, ROOT, bank, exercises, grader_data, load, notebook_path, units

SOLUTION = re.compile(r"^[^\n]*### BEGIN SOLUTION\n(.*?)^[^\n]*### END SOLUTION", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS\n(.*?)^[^\n]*### END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)


def released_path(unit: str) -> Path:
    return ROOT / "release" / unit / notebook_path(unit).name


def released(unit: str) -> NotebookNode:
    return nbformat.read(released_path(unit), as_version=4)


def by_grade_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {grader_data(cell)["grade_id"]: cell for cell in notebook.cells if grader_data(cell)}


def squeezed(text: str) -> str:
    """The text without white space, comments and kinds of quotes, so that no other layout hides what is the same."""
    return re.sub(r"\s|#[^\n]*", "", text).replace('"', "'")


def gradients(unit: str) -> set[str]:
    """The exercises whose answers are gradients."""
    read = json.loads((BANK / unit / "coverage.json").read_text(encoding="utf-8"))
    return set(read["gradients"])


def given(unit: str) -> str:
    """All that the unit tells its students outside the exercises: text, locked cells without their hidden part, docstrings.

    A loop of the homework that calls their functions, or `with torch.no_grad():` in a text on no_grad, is told on purpose.
    """
    told = []
    for cell in load(unit).cells:
        source = HIDDEN.sub("", cell.source)
        told.append(
            SOLUTION.sub("", source) if SOLUTION.search(source) else "" if grader_data(cell).get("solution") else source
        )
    return squeezed("\n".join(told))


def computes(line: str) -> bool:
    """Whether a line holds arithmetic: then it could be a formula."""
    return bool(re.search(r"[@*/]|[^(,=]-|\+|\.(mm|matmul|dot|t|T|sum|mean)\b", line))


def solution_lines(unit: str) -> list[str]:
    """The squeezed lines of every solution, written answers included, but for those that say nothing.

    What the unit tells elsewhere says nothing new; but nothing that computes a gradient may be told anywhere.
    """
    found: list[str] = []
    public = given(unit)
    for cell in load(unit).cells:
        data = grader_data(cell)
        if data.get("solution"):
            strict = data["grade_id"] in gradients(unit)
            regions = SOLUTION.findall(cell.source) or [cell.source]
            lines = [squeezed(line) for region in regions for line in region.splitlines()]
            found += [line for line in lines if line not in public or (strict and computes(line))]
    return [line for line in found if len(line) >= 7 and not re.fullmatch(r"return\w+", line)]


@pytest.fixture(params=units())
def unit(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_it_is_what_source_and_catalogues_make_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["--check"]) == 0, capsys.readouterr().err


def test_the_check_names_what_is_out_of_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unit = units()[0]  # one shows it, and each is released three times here
    monkeypatch.setattr(release, "RELEASE", tmp_path)
    monkeypatch.setattr(release, "units", lambda: [unit])
    shutil.copytree(ROOT / "release" / unit, tmp_path / unit)
    shutil.copyfile(ROOT / "release" / "README.md", tmp_path / "README.md")
    path = tmp_path / unit / notebook_path(unit).name
    notebook = nbformat.read(path, as_version=4)
    first = next(cell for cell in notebook.cells if grader_data(cell).get("grade"))
    first.source += "\n# changed by hand"
    nbformat.write(notebook, path)
    (tmp_path / unit / "left_over.txt").write_text("from an older release", encoding="utf-8")
    assert release.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert f"cell {grader_data(first)['grade_id']} differs" in said
    assert "left_over.txt: nothing in source/ makes this" in said
    assert "make release" in said
    assert release.main([]) == 0
    assert release.main(["--check"]) == 0
    assert not (tmp_path / unit / "left_over.txt").exists()


def test_no_marker_of_a_solution_or_a_hidden_test(unit: str) -> None:
    text = released_path(unit).read_text(encoding="utf-8")
    assert [word for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TEST", "exam.hidden(") if word in text] == []


def test_no_line_of_a_solution(unit: str) -> None:
    lines = solution_lines(unit)
    assert len(lines) >= len(exercises(unit))
    text = squeezed("\n".join(cell.source for cell in released(unit).cells))
    assert [line for line in lines if line in text] == []
    assert [line for line in lines if line in squeezed(str([cell.metadata for cell in released(unit).cells]))] == []


def test_no_right_answer_of_the_bank(unit: str) -> None:
    text = squeezed("\n".join(cell.source for cell in released(unit).cells))
    formulas, public = set(), given(unit)
    for exercise in exercises(unit):
        for answer in bank(unit, exercise.key):
            for node in ast.walk(ast.parse(answer.source)):
                if answer.right and isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp | ast.Call):
                    formula = squeezed(ast.unparse(node.value))
                    strict = exercise.key in gradients(unit) and computes(formula)
                    if strict or formula not in public:
                        formulas.add(formula)
    assert len(formulas) > len(exercises(unit))
    assert sorted(formula for formula in formulas if formula in text) == []


def test_nothing_of_a_hidden_test(unit: str) -> None:
    text = squeezed("\n".join(cell.source for cell in released(unit).cells if cell.cell_type == "code"))
    lines = [
        squeezed(line)
        for cell in load(unit).cells
        for region in HIDDEN.findall(cell.source)
        for line in region.splitlines()
    ]
    lines = [line for line in lines if len(line) > 4]  # a bracket that closes says nothing
    assert lines
    assert [line for line in lines if line in text] == []


def test_no_output_and_no_count(unit: str) -> None:
    code = [cell for cell in released(unit).cells if cell.cell_type == "code"]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert any(cell.get("outputs") for cell in load(unit).cells)


def test_metadata_says_what_nbgrader_needs_and_no_more(unit: str) -> None:
    allowed = {"cell_type", "checksum", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task"}
    for cell in released(unit).cells:
        assert set(cell.metadata) <= {"nbgrader", "editable", "deletable", "tags", "collapsed", "jupyter"}, cell.id
        assert set(grader_data(cell)) <= allowed, cell.id
    assert set(released(unit).metadata) <= {"kernelspec", "language_info", "nbduet"}
    assert set(released(unit).metadata.get("nbduet", {})) <= {"languages", "source_language"}


def test_locked_cells_are_those_of_the_source_without_the_hidden_part(unit: str) -> None:
    ours, theirs = by_grade_id(load(unit)), by_grade_id(released(unit))
    assert list(ours) == list(theirs)
    locked = [name for name, cell in ours.items() if grader_data(cell)["locked"]]
    assert locked
    for name in locked:
        assert theirs[name].source == HIDDEN.sub("", ours[name].source), name
        assert theirs[name].metadata["editable"] is False, name


def test_the_points_are_those_of_the_source(unit: str) -> None:
    points = {name: grader_data(cell).get("points") for name, cell in by_grade_id(released(unit)).items()}
    assert points == {name: grader_data(cell).get("points") for name, cell in by_grade_id(load(unit)).items()}


def test_the_notebook_speaks_both_languages(unit: str) -> None:
    cells = released(unit).cells
    assert any('languages("en", "zh-Hans")' in cell.source for cell in cells if cell.cell_type == "code")
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert prose.count('lang="en"') == prose.count('lang="zh-Hans"') > 20


def test_every_stub_says_todo_in_both_languages_and_can_be_read_by_python(unit: str) -> None:
    for cell in released(unit).cells:
        if cell.cell_type != "code":
            continue
        ast.parse(cell.source, f"<{cell.id}>")
        if grader_data(cell).get("solution"):
            marks = [line for line in cell.source.splitlines() if line.lstrip().startswith("#") and "TODO" in line]
            regions = len(SOLUTION.findall(by_grade_id(load(unit))[grader_data(cell)["grade_id"]].source))
            assert [mark.isascii() for mark in marks] == [True, False] * regions, cell.id


def test_written_answers_start_from_the_same_sign_in_every_language(unit: str) -> None:
    by_hand = [e.key for e in exercises(unit) if e.by_hand]
    assert by_hand
    assert {by_grade_id(released(unit))[key].source for key in by_hand} == {"…"}
