"""Cut a notebook cell into segments, and say which cells may be cut at all. Nothing here changes a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat.notebooknode import NotebookNode

from .markdown_cut import cut_markdown
from .problems import Problem, Refusal
from .python_cut import cut_python
from .text import Segment

# What nbgrader takes out of a release between these markers needs no translation.
_REGION = re.compile(
    r"^[^\n]*BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)[^\n]*$.*?(?:^[^\n]*END \1[^\n]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)


def context_of(cell: NotebookNode, file: str = "notebook", number: int = 0) -> str:
    """Return the name of a cell in catalogues: its nbgrader grade_id, else its nbformat cell id.

    Raises Refusal where a cell has neither; `file` and `number` only serve that message.
    """
    name = cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id")
    if not name:
        raise Refusal(
            [
                Problem(
                    file,
                    f"cell {number}",
                    cell.source[:200],
                    "expected a grade_id or a cell id, found neither",
                    "save the notebook in nbformat 4.5 or later, which gives every cell an id",
                )
            ]
        )
    return str(name)


def is_frozen(cell: NotebookNode) -> bool:
    """Say whether a cell must stay byte-identical in every language.

    nbgrader restores locked cells, tests and tasks from the gradebook when it grades, and compares an answer
    that is graded by hand with its released text to see whether it was touched; the gradebook holds one text.
    """
    meta = cell.metadata.get("nbgrader", {})
    locked = meta.get("locked", False) and not meta.get("solution", False)
    return bool(meta.get("grade", False) or meta.get("task", False) or locked)


def segment_cell(cell: NotebookNode) -> tuple[Segment, ...]:
    """Return the segments of a cell, in order; none for a frozen or raw cell."""
    if is_frozen(cell):
        return ()
    return segment_source(cell)


def segment_source(cell: NotebookNode) -> tuple[Segment, ...]:
    """Return the segments of a cell's source, whether the cell is frozen or not."""
    regions = [match.span() for match in _REGION.finditer(cell.source)]
    if cell.cell_type == "markdown":
        found = cut_markdown(cell.source)
    elif cell.cell_type == "code":
        if cell.metadata.get("nbgrader", {}).get("solution", False) and not regions:
            # Without markers the whole cell is the solution, and the stub takes its place.
            return ()
        found = cut_python(cell.source)
    else:
        return ()
    return tuple(
        segment for segment in found if not any(start < segment.end and segment.start < end for start, end in regions)
    )


def segments_of(notebook: NotebookNode, file: str = "notebook") -> Iterator[tuple[str, Segment]]:
    """Yield every segment of a notebook with the context of its cell, in the notebook's order."""
    for number, cell in enumerate(notebook.cells, start=1):
        for segment in segment_cell(cell):
            yield context_of(cell, file, number), segment
