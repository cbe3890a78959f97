"""A student's feedback holds no hidden test: not as text, not in a trace, not as something a function printed."""

from __future__ import annotations

from nbformat.v4 import new_code_cell, new_notebook, new_output
from tiny_master import SECRET, marks

from nbviva.hide_tests import HideTests

TEST = f"assert warm(0) == 1\n### BEGIN HIDDEN TESTS\nassert warm({SECRET}) == 7\n### END HIDDEN TESTS"


def outputs() -> list:
    return [
        new_output("stream", text=f"I was given {SECRET}\n"),
        new_output("display_data", data={"text/plain": "a card", "application/vnd.x+json": {}}),
        new_output("error", ename="AssertionError", evalue="no", traceback=["...", f"assert warm({SECRET}) == 7"]),
    ]


def shown(cell: object) -> object:
    made, _ = HideTests().preprocess(new_notebook(cells=[cell]), {})
    return made.cells[0]


def test_a_test_cell_keeps_its_visible_part_and_its_cards() -> None:
    cell = shown(new_code_cell(TEST, metadata=marks("test_warm", points=2), outputs=outputs()))
    assert SECRET not in str(cell)
    assert "assert warm(0) == 1" in cell.source
    assert [output.output_type for output in cell.outputs] == ["display_data", "error"]
    assert cell.outputs[1].traceback == ["AssertionError: no"]


def test_a_test_without_a_hidden_part_keeps_what_was_printed() -> None:
    cell = shown(new_code_cell("assert warm(0) == 1", metadata=marks("test_warm", points=2), outputs=outputs()[:1]))
    assert "I was given" in cell.outputs[0].text


def test_a_students_own_cell_stays_as_it_was() -> None:
    cell = shown(new_code_cell(TEST, metadata=marks("warm", solution=True), outputs=outputs()))
    assert cell.source == TEST
    assert len(cell.outputs) == 3
