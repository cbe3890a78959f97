"""The invented unit as a course on disk."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import nbformat
import polib
import pytest
from invented import CHINESE, UNIT, source_notebook
from nbformat.notebooknode import NotebookNode

from nbduet.course import Course, read_notebook
from nbduet.reading import mark_read
from nbduet.update import empty_po, write_po


@pytest.fixture
def course(tmp_path: Path) -> SimpleNamespace:
    """A course on disk, fully translated into Chinese, with tools to look at it and to spoil it."""
    folders = Course(tmp_path / "source", tmp_path / "i18n")
    notebook = folders.source / UNIT / "notebook.ipynb"
    notebook.parent.mkdir(parents=True)
    nbformat.write(source_notebook(), notebook)
    catalogue = folders.catalogue(UNIT, "zh-Hans")
    po = empty_po(UNIT, "zh-Hans")
    for context, segment in folders.segments(UNIT):
        entry = polib.POEntry(
            msgctxt=context, msgid=segment.text, msgstr=CHINESE[segment.text], comment=segment.kind.value
        )
        mark_read(entry)
        po.append(entry)
    write_po(po, catalogue)

    def read() -> NotebookNode:
        return read_notebook(notebook)

    def write(changed: NotebookNode) -> None:
        nbformat.write(changed, notebook)

    def replace(old: str, new: str) -> None:
        """Change the catalogue's text; the old text must be there."""
        text = catalogue.read_text(encoding="utf-8")
        assert old in text
        catalogue.write_text(text.replace(old, new), encoding="utf-8")

    return SimpleNamespace(
        root=tmp_path, folders=folders, notebook=notebook, catalogue=catalogue, read=read, write=write, replace=replace
    )
