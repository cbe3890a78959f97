"""Compares what a submitted cell says of itself with its master, for a person to see. Nothing here changes a grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .outcomes import Outcome, outcome
from .released import same_text, without_hidden
from .roles import Role, grader_data, is_locked
from .submission import Marks, SourceCell

_FLAGS = ("grade", "solution", "locked", "task")
# nbgrader writes these tests anew for each release.
_INSTANTIATED = "AUTOTEST"


def changes(
    cell: Mapping[str, Any], key: str, role: Role, found: SourceCell, released: str | None
) -> Iterator[Outcome]:
    """Yield what came back changed of a cell that is not the student's to change: marks, tags, type, locked source.

    `released` is the cell as it was handed out, where that is known.
    """
    data = grader_data(cell)
    if data and found.marks is not None:
        fields = _changed_marks(data, found.marks)
        if fields:
            yield outcome("marks_changed", key, fields=", ".join(fields))
        if found.marks.schema_version != data.get("schema_version"):
            yield outcome("schema_version_changed", key)
    if set(found.tags) != set(cell["metadata"].get("tags", [])):
        yield outcome("tags_changed", key)
    if found.cell_type != cell["cell_type"]:
        yield outcome("cell_type_changed", key, found=found.cell_type, expected=cell["cell_type"])
    if is_locked(cell) or role in ("setup", "test"):
        if _source_changed(cell, found.source, released):
            yield outcome("test_changed" if role == "test" else "locked_cell_changed", key)
    elif not data and cell["cell_type"] == "markdown" and released is not None and released != found.source:
        yield outcome("prose_changed", key)


def _changed_marks(data: Mapping[str, Any], said: Marks) -> list[str]:
    fields = [name for name in _FLAGS if getattr(said, name) not in (data.get(name), bool(data.get(name)))]
    # None and False say the same: older schemas leave marks out.
    fields = [name for name in fields if not (getattr(said, name) is None and not data.get(name))]
    if said.points != data.get("points") or isinstance(said.points, bool):
        fields.append("points")
    return fields


def _source_changed(cell: Mapping[str, Any], source: str, released: str | None) -> bool:
    if released is not None:
        return source != released
    # Without the release a translated text or a test that nbgrader wrote anew cannot be told from a changed one.
    if cell["cell_type"] != "code" or _INSTANTIATED in cell["source"]:
        return False
    return not same_text(source, without_hidden(cell["source"]))
