"""The house rules of the reference notebooks: short cells, true points, outputs that are there and stay out of git's way."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbformat import NotebookNode

import course
from notebooks import tidy

UNITS = course.units()
# Points, and how many of them a person gives (the course's plan).
TOTALS = {
    "01_one_weight": (22, 3),
    "02_two_layers_by_hand": (30, 4),
    "04_autograd_takes_over": (28, 3),
    "05_vector_jacobian_products": (26, 3),
    "07_the_library": (28, 3),
}


def cells(unit: str, kind: str) -> list[NotebookNode]:
    return [cell for cell in course.load(unit).cells if cell.cell_type == kind]


def words(text: str) -> int:
    """Words a reader reads: markup, code fences and display mathematics do not count."""
    return len(re.sub(r"<[^>]+>|\$\$.*?\$\$|```.*?```", " ", text, flags=re.DOTALL).split())


def output_lines(cell: NotebookNode) -> int:
    """Lines of running output; a card or a table counts as one thing to look at."""
    streams = [output.text for output in cell.outputs if output.output_type == "stream"]
    plain = [o.data.get("text/plain", "") for o in cell.outputs if "data" in o and "text/html" not in o.data]
    return len("".join([*streams, *plain]).splitlines())


@pytest.mark.parametrize("unit", UNITS)
def test_cells_stay_short(unit: str) -> None:
    for cell in cells(unit, "code"):
        assert len(cell.source.splitlines()) <= 25, cell.id
        assert output_lines(cell) <= 12, cell.id
    for cell in cells(unit, "markdown"):
        if not course.grader_data(cell).get("solution"):
            assert words(cell.source) <= 120, (cell.id, words(cell.source))


@pytest.mark.parametrize("unit", UNITS)
def test_outputs_are_stored_and_no_cell_fails(unit: str) -> None:
    graded = [cell for cell in cells(unit, "code") if course.grader_data(cell).get("grade")]
    assert graded
    for cell in cells(unit, "code"):
        assert not [output for output in cell.outputs if output.output_type in ("error",)], cell.id
    for cell in graded:
        result = next(output for output in cell.outputs if output.output_type == "execute_result")
        assert float(result.data["text/plain"]) == course.grader_data(cell)["points"], cell.id


@pytest.mark.parametrize("unit", UNITS)
def test_points_add_up_to_the_plan(unit: str) -> None:
    found = course.exercises(unit)
    total, by_hand = TOTALS[unit]
    assert sum(exercise.points for exercise in found) == total
    assert sum(exercise.points for exercise in found if exercise.by_hand) == by_hand


@pytest.mark.parametrize("unit", UNITS)
def test_a_test_cell_says_the_points_of_its_metadata_and_ends_with_its_result(unit: str) -> None:
    for cell in cells(unit, "code"):
        data = course.grader_data(cell)
        if data.get("grade"):
            assert re.search(rf"\bpoints={data['points']}\b", cell.source), cell.id
            assert cell.source.splitlines()[-1] == "exam.result()", cell.id
            assert "### BEGIN HIDDEN TESTS" in cell.source, cell.id
            assert data["locked"], cell.id


@pytest.mark.parametrize("unit", UNITS)
def test_the_stored_notebook_is_tidy(unit: str) -> None:
    path = course.notebook_path(unit)
    stored = nbformat.read(path, as_version=4)
    assert stored == tidy(nbformat.read(path, as_version=4)), "run: make notebooks"
    assert path.stat().st_size < 500_000
