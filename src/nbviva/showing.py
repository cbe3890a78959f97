"""What the cells of one graded notebook show: outputs made safe within their limits, numbered as they ran."""

from __future__ import annotations

import json
from typing import Any

from nbviva.outputs import examiners
from nbviva.reasons import reason
from nbviva.sanitise import clean_outputs
from nbviva.telling import Telling

_NOTEBOOK_OF_CELLS = 16  # a notebook's outputs may be as large as those of so many cells that show all they may


class Showing:
    """Fills in the cells of one notebook, in their order."""

    def __init__(self, telling: Telling, output_characters: int) -> None:
        """`output_characters`: of what one cell prints."""
        self._telling = telling
        self._most = output_characters * 8
        self._bytes = 0  # about, of the outputs of the student's cells so far
        self._counter = 0

    def students(self, cell: dict[str, Any], outputs: list[dict[str, Any]], left_out: int) -> None:
        """What a cell put out in the student's process."""
        # Thousands of cells, each within its limit, would make a notebook that nobody can open or store.
        room = max(0, min(self._most, _NOTEBOOK_OF_CELLS * self._most - self._bytes))
        if room:
            cell["outputs"], names = clean_outputs(outputs, room)
            left_out += sum(not name.endswith("made safe") for name in names)
        else:
            cell["outputs"] = []
            left_out += len(outputs)
        self._bytes += len(json.dumps(cell["outputs"])) if cell["outputs"] else 0
        self._say_cut(cell, left_out)

    def ours(self, cell: dict[str, Any], outputs: list[dict[str, Any]], left_out: int) -> None:
        """What a cell of the master's put out in the examiner's."""
        cell["outputs"] = [examiners(output) for output in outputs]
        self._say_cut(cell, left_out)

    def number(self, cell: dict[str, Any]) -> None:
        """The cell has run: it has the next number."""
        self._counter += 1
        cell["execution_count"] = self._counter
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = self._counter

    def _say_cut(self, cell: dict[str, Any], left_out: int) -> None:
        if left_out:
            self._telling.say(cell, reason("outputs_cut", found=left_out))
