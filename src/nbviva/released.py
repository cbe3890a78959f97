"""What a student was handed out in a master's cell: without solutions and hidden tests.

The release itself says it best (`released` of `nbviva.rebuild.rebuild`); this is the stand-in where it is not given.
No text that leaves this module holds a solution or a hidden test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# nbgrader's own delimiters, found anywhere in a line as nbgrader finds them.
_SOLUTION = ("BEGIN SOLUTION", "END SOLUTION")
_HIDDEN = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
# nbgrader's own stub.
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def stub(cell: Mapping[str, Any]) -> str:
    """Return an answer cell with a stub in the place of its solution; all of it is one where no region is marked."""
    empty = CODE_STUB if cell["cell_type"] == "code" else ""
    found = _replaced(cell["source"], _SOLUTION, empty)
    return without_hidden(empty if found is None or found == cell["source"] else found)


def visible(cell: Mapping[str, Any]) -> str:
    """Return a cell that is no answer as the student's process may see it."""
    source = str(cell["source"])
    if _SOLUTION[0] in source:
        return stub(cell)
    return without_hidden(source)


def without_hidden(source: str) -> str:
    """Return a source without its hidden tests; nothing at all where a region does not end."""
    found = _replaced(source, _HIDDEN, None)
    return "" if found is None else found


def same_text(one: str, other: str) -> bool:
    """Whether two sources say the same to Python or a reader: blank lines and comment lines do not count.

    Comments may be in other languages in the release than in the master.
    """
    return _said(one) == _said(other)


def _said(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def _replaced(source: str, marks: tuple[str, str], by: str | None) -> str | None:
    """Return `source` with `by` for each region, as far indented as its first line; None if a region is not closed."""
    begin, end = marks
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        if begin in line:
            if inside:
                return None
            inside = True
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + text for text in by.split("\n")] if by is not None else []
        elif end in line:
            inside = False
        elif not inside:
            lines.append(line)
    return None if inside else "\n".join(lines)
