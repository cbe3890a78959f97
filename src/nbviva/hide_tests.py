"""A step of `nbgrader generate_feedback`: what students read holds no hidden test, neither as text nor in a trace."""

from __future__ import annotations

from typing import Any

from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade, is_locked, is_solution
from traitlets import List


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes the hidden tests out of a student's feedback: their text, and error traces, which would quote them.

    A test cell keeps its visible part and its cards; what was printed while hidden tests ran goes, because a student's
    function may print what it is asked. A student's own cells stay as they were handed in.
    """

    display_data_priority: Any = List(help="Set by the HTML exporter for every step; no use of it here.").tag(
        config=True
    )

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Return the cell, cleaned if its source is the course's."""
        if not (is_grade(cell) or is_locked(cell)) or is_solution(cell):
            return cell, resources
        whole = cell.source
        try:
            self._remove_hidden_test_region(cell)
        except RuntimeError:
            # A region that does not end: nobody can say which lines are meant to be seen.
            cell.source = ""
        if cell.source != whole and "outputs" in cell:
            # A function that prints what it is given would print the hidden tests' numbers here.
            cell.outputs = [output for output in cell.outputs if output.output_type != "stream"]
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
