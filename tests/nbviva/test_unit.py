"""A unit is what the release shows and what the gradebook trusts; where the two disagree, nobody is graded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
import tiny_master

from nbviva.gradebook import GradebookError
from nbviva.unit import Unit, UnitError, load_unit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tiny.make(tmp_path_factory.mktemp("unit") / "course")


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    return tiny.copied(made, tmp_path / "course")


def _release(course: Any) -> Path:
    return Path(course.root) / "release" / tiny.UNIT / "ovens.ipynb"


def _change(course: Any, change: Any) -> None:
    notebook = json.loads(_release(course).read_text())
    change(notebook)
    _release(course).write_text(json.dumps(notebook))


def test_the_master_has_hidden_tests_and_no_solution_and_goes_through_json(made: Any) -> None:
    [unit] = load_unit(made, tiny.UNIT)
    again = Unit.from_json(json.loads(json.dumps(unit.to_json())))
    assert again == unit
    assert tiny_master.SECRET in tiny_master.cell(unit.master, "test_warm")["source"]
    assert "t + 1" not in json.dumps(unit.master)
    assert tiny_master.SECRET not in json.dumps(unit.released)
    assert not tiny_master.cell(unit.master, "show")["outputs"]


def test_roles_and_names_come_from_the_solutions(made: Any) -> None:
    [unit] = load_unit(made, tiny.UNIT)
    # The solution gives `plan`; the stub, which is all of the released cell, gives nothing.
    assert unit.given["plan"] == ["plan"]
    assert unit.given["warm"] == ["warm"]
    assert unit.roles["loop"] == "plain"
    assert unit.roles["setup"] == "setup"
    assert "test_warm" not in unit.given


def test_without_the_source_the_release_gives_the_names(own: Any) -> None:
    (Path(own.root) / "source" / tiny.UNIT / "ovens.ipynb").unlink()
    [unit] = load_unit(own, tiny.UNIT)
    assert unit.given["plan"] == []
    assert unit.given["cool"] == ["cool"]


def test_points_and_sources_of_locked_cells_are_the_gradebooks(own: Any) -> None:
    def change(notebook: Any) -> None:
        cell = tiny_master.cell(notebook, "test_warm")
        cell["source"] = "pass"
        cell["metadata"]["nbgrader"]["points"] = 99

    _change(own, change)
    [unit] = load_unit(own, tiny.UNIT)
    cell = tiny_master.cell(unit.master, "test_warm")
    assert tiny_master.SECRET in cell["source"]
    assert cell["metadata"]["nbgrader"]["points"] == 2
    assert cell["metadata"]["nbgrader"]["checksum"] == unit.checksums["test_warm"]


def test_other_files_of_the_assignment_are_named(made: Any) -> None:
    [unit] = load_unit(made, tiny.UNIT)
    assert list(unit.files) == ["data/heat.csv"]
    assert Path(unit.files["data/heat.csv"]).read_text() == "1,2\n"


def _lose(notebook: Any) -> None:
    notebook["cells"].remove(tiny_master.cell(notebook, "test_cool"))


def _rename(notebook: Any) -> None:
    tiny_master.cell(notebook, "test_cool")["metadata"]["nbgrader"]["grade_id"] = "test_chill"


def _unlock(notebook: Any) -> None:
    tiny_master.cell(notebook, "test_cool")["metadata"]["nbgrader"] |= {"solution": True, "locked": False}


@pytest.mark.parametrize(
    ("change", "said"),
    [(_lose, "only in the gradebook: test_cool"), (_rename, "test_chill"), (_unlock, "of another kind: test_cool")],
)
def test_a_release_with_other_cells_than_the_gradebook_is_refused(own: Any, change: Any, said: str) -> None:
    _change(own, change)
    with pytest.raises(UnitError, match=said) as refusal:
        load_unit(own, tiny.UNIT)
    assert "nbgrader generate_assignment baking" in str(refusal.value)


def test_what_is_missing_is_named_with_the_command_to_run(own: Any) -> None:
    with pytest.raises(UnitError, match=r"found baking\. Run `nbgrader generate_assignment boiling --force`"):
        load_unit(own, "boiling")
    _release(own).unlink()
    with pytest.raises(
        UnitError, match=r"ovens\.ipynb, found none\. Run `nbgrader generate_assignment baking --force`"
    ):
        load_unit(own, tiny.UNIT)
    (Path(own.root) / "gradebook.db").unlink()
    with pytest.raises(GradebookError, match="nbgrader generate_assignment"):
        load_unit(own, tiny.UNIT)
    assert not (Path(own.root) / "gradebook.db").exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"nbformat": 3}', '{"nbformat": 4}'])
def test_a_broken_release_is_named(own: Any, content: str) -> None:
    _release(own).write_text(content)
    with pytest.raises(UnitError, match=r"ovens\.ipynb: expected a notebook"):
        load_unit(own, tiny.UNIT)


def test_the_digest_changes_with_a_hidden_test(own: Any) -> None:
    [before] = load_unit(own, tiny.UNIT)
    with tiny.gradebook(own) as book:
        cell = book.find_source_cell("test_warm", "ovens", tiny.UNIT)
        cell.source = cell.source.replace("101", "102")
        book.db.commit()
    [after] = load_unit(own, tiny.UNIT)
    assert before.master_sha256 != after.master_sha256
