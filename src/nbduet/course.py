"""Where a course keeps its notebooks and catalogues. Reads folders, never changes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from .catalogue import known_languages
from .documents import ENDING, as_notebook, document
from .problems import Problem, Refusal
from .segments import segments_of
from .text import Segment


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook as nbformat 4, or a document as a notebook of one cell. Raises Refusal where it is neither."""
    if path.suffix == ENDING:
        return as_notebook(path)
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        found = f"expected a notebook, found: {error}"
        raise Refusal([Problem(str(path), "", "", found, "open it in JupyterLab and save it again")]) from error
    return notebook


@dataclass(frozen=True)
class Course:
    """The folders of a course: `<source>/<unit>/*.ipynb` and `<catalogues>/<unit>/<language>.po`.

    A document, such as README.md, is a unit of its own.
    """

    source: Path
    catalogues: Path
    source_language: str = "en"

    def units(self) -> list[str]:
        """Return the names of all units, sorted: the folders of notebooks, then the documents."""
        return [*sorted({path.parent.name for path in self.source.glob("*/*.ipynb")}), *self.documents()]

    def documents(self) -> list[str]:
        """Return the names of the documents, sorted: the files after which folders of catalogues are named."""
        folders = sorted(path.name for path in self.catalogues.glob(f"*{ENDING}") if path.is_dir())
        return [name for name in folders if document(self.catalogues.parent, name)]

    def notebooks(self, unit: str) -> list[Path]:
        """Return the notebooks of a unit, sorted, or the document. Raises Refusal where it has none."""
        if file := document(self.catalogues.parent, unit):
            return [file]
        found = sorted((self.source / unit).glob("*.ipynb"))
        if not found:
            units = ", ".join(self.units()) or f"none under {self.source}"
            says = f"expected a unit with notebooks, found none named '{unit}'"
            raise Refusal([Problem(str(self.source / unit), "", "", says, f"units are: {units}")])
        return found

    def segments(self, unit: str) -> Iterator[tuple[str, Segment]]:
        """Yield all segments of a unit with the contexts of their cells, in the order of its notebooks."""
        for path in self.notebooks(unit):
            yield from segments_of(read_notebook(path), str(path))

    def languages(self) -> list[str]:
        """Return the languages that have a catalogue anywhere."""
        return known_languages(self.catalogues)

    def languages_of(self, unit: str) -> list[str]:
        """Return the languages that have a catalogue of a unit, sorted."""
        return sorted(path.stem for path in (self.catalogues / unit).glob("*.po"))

    def catalogue(self, unit: str, language: str) -> Path:
        """Return the path of a unit's catalogue."""
        return self.catalogues / unit / f"{language}.po"
