"""A decoded JSON value -> the cells of a submission: only what is known by name and of the right type is taken.

Raises nothing but Unreadable. What is wrong with one cell costs that cell; what is wrong with the notebook refuses it.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

from .attachments import Pictures
from .folder import Unreadable
from .jsontext import parsed
from .outcomes import Outcome, bounded, outcome, shown
from .sentences import PHRASES
from .submission import CellType, IntakeLimits, Marks, SourceCell, Submission

_GRADE_ID_CHARACTERS = 200
_TAGS = 50
# nbformat's own rule for cell ids.
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What no text file can hold: half of a surrogate pair, and the zero character, at which a compiler stops.
_NO_TEXT = re.compile("[\ud800-\udfff\0]")
_MARKS = ("grade", "solution", "locked", "task", "points", "schema_version")


def notebook_from(content: bytes, file: str, limits: IntakeLimits) -> Submission:
    """Return the submission that a notebook's bytes hold. Raises Unreadable with the named outcome."""
    notes: list[Outcome] = []
    value = parsed(content, file, limits, notes)
    cells = _cells(value, file, limits)
    reader = _Reader(limits, notes)
    read = [reader.cell(index, raw) for index, raw in enumerate(cells)]
    sources = tuple(cell for cell in read if isinstance(cell, SourceCell))
    notes.extend(lost for lost in read if isinstance(lost, Outcome))
    if sum(len(cell.source) for cell in sources) > limits.sources_characters:
        raise Unreadable(outcome("sources_too_long", file, limit_characters=limits.sources_characters))
    digest = hashlib.sha256(content).hexdigest()
    return Submission(shown(file), digest, sources, _kernel(value), bounded(notes, limits.notes))


def _cells(value: Any, file: str, limits: IntakeLimits) -> list[Any]:
    if not isinstance(value, dict):
        raise Unreadable(outcome("not_a_notebook", file, reason=PHRASES["no_object"]))
    major, minor = value.get("nbformat"), value.get("nbformat_minor", 0)
    if type(major) is not int or type(minor) is not int or minor < 0:
        raise Unreadable(outcome("not_a_notebook", file, reason=PHRASES["no_format"]))
    if major < 4:
        raise Unreadable(outcome("old_nbformat", file, found=major))
    if major > 4:
        raise Unreadable(outcome("newer_nbformat", file, found=major))
    cells = value.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(outcome("not_a_notebook", file, reason=PHRASES["no_cells"]))
    if len(cells) > limits.cells:
        raise Unreadable(outcome("too_many_cells", file, found_cells=len(cells), limit_cells=limits.cells))
    return cells


def _kernel(value: dict[str, Any]) -> str | None:
    metadata = value.get("metadata")
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = spec.get("name") if isinstance(spec, dict) else None
    return shown(name) if isinstance(name, str) else None


class _Reader:
    """Reads the cells of one notebook, one after the other."""

    def __init__(self, limits: IntakeLimits, notes: list[Outcome]) -> None:
        self._limits = limits
        self._notes = notes
        self._pictures = Pictures(limits)

    def cell(self, index: int, raw: Any) -> SourceCell | Outcome:
        """Return the cell, or why it is not taken."""
        # People count cells from one; no cell of a notebook has a number of its own.
        where = f"cell {index + 1}"
        if not isinstance(raw, dict):
            return outcome("cell_unreadable", where, reason="it is not a JSON object")
        cell_type = raw.get("cell_type")
        if cell_type not in ("code", "markdown", "raw"):
            return outcome("cell_unreadable", where, reason="it is neither code nor markdown nor raw")
        source = _source(raw.get("source"))
        if source is None:
            return outcome("cell_unreadable", where, reason="its source is neither text nor a list of lines")
        limit = self._limits.source_characters
        if len(source) > limit:
            return outcome("source_too_long", where, found_characters=len(source), limit_characters=limit)
        clean = _NO_TEXT.sub("\ufffd", source)
        if clean != source:
            self._notes.append(outcome("characters_replaced", where))
        metadata = self._object(raw.get("metadata"), where, "metadata")
        grade_id, marks = self._marks(metadata, where)
        # The metadata of Colab keeps the id that other notebooks keep in the cell.
        cell_id = raw.get("id", metadata.get("id"))
        attached = raw.get("attachments")
        tags = metadata.get("tags")
        texts = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        return SourceCell(
            index=index,
            cell_type=cast(CellType, cell_type),
            source=clean.replace("\r\n", "\n"),
            grade_id=grade_id,
            cell_id=cell_id if isinstance(cell_id, str) and _CELL_ID.fullmatch(cell_id) else None,
            marks=marks,
            tags=tuple(shown(tag) for tag in texts[:_TAGS]),
            attachments=self._pictures.take(attached, where, self._notes) if grade_id else (),
            attachments_left=0 if grade_id or not isinstance(attached, dict) else len(attached),
        )

    def _marks(self, metadata: dict[str, Any], where: str) -> tuple[str | None, Marks | None]:
        if "nbgrader" not in metadata:
            return None, None
        found = self._object(metadata["nbgrader"], where, "nbgrader")
        # nbgrader's own DeduplicateIds leaves an empty object behind: the same as none.
        if not found:
            return None, None
        marks = Marks(**{name: _scalar(found.get(name)) for name in _MARKS})
        grade_id = found.get("grade_id")
        if isinstance(grade_id, str) and 0 < len(grade_id) <= _GRADE_ID_CHARACTERS:
            return grade_id, marks
        self._notes.append(outcome("cell_marks_unreadable", where, reason="its grade_id is not a short text"))
        return None, marks

    def _object(self, found: Any, where: str, name: str) -> dict[str, Any]:
        if isinstance(found, dict):
            return found
        if found is not None:
            self._notes.append(outcome("cell_marks_unreadable", where, reason=f"{name} is not an object"))
        return {}


def _source(found: Any) -> str | None:
    if isinstance(found, str):
        return found
    if isinstance(found, list) and all(isinstance(line, str) for line in found):
        return "".join(found)
    return None


def _scalar(found: Any) -> object:
    """Return a value that is safe to compare and hash; anything that is none becomes a word that equals no mark."""
    return found if found is None or type(found) in (bool, int, float, str) else "not a scalar"
