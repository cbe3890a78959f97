"""The step of `nbgrader generate_assignment` that puts a notebook into the languages of a release.

    from nbduet.preprocessor import SelectLanguages, stub

    c.GenerateAssignment.preprocessors = [IncludeHeaderFooter, SelectLanguages, LockCells, ClearSolutions, …]
    c.SelectLanguages.languages = ["en", "zh-Hans"]
    c.ClearSolutions.code_stub = {"python": stub(["en", "zh-Hans"])}

It refuses before nbgrader has touched anything: nbgrader removes an existing release, and makes the
assignment in the gradebook, before its first preprocessor runs, and removes the rest when one of them fails.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List, Unicode

from .catalogue import Translations
from .course import read_notebook
from .pair import is_language_cell, render_notebook
from .problems import Refusal
from .stub import stub

__all__ = ["RefusedRelease", "SelectLanguages", "stub"]


class RefusedRelease(NbGraderException):  # type: ignore[misc]  # nbgrader has no types
    """A release that cannot be built in its languages; nbgrader prints it and stops with status 1."""


class SelectLanguages(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Put every notebook of an assignment into one language, or into several side by side."""

    languages = List(
        Unicode(),
        default_value=["en"],
        help="Languages of the release, the leading one first, e.g. ['en', 'zh-Hans'].",
    ).tag(config=True)

    source_language = Unicode("en", help="Language in which the source notebooks are written.").tag(config=True)

    catalogue_dir = Unicode(
        "i18n",
        help="Folder of the catalogues <assignment>/<language>.po, relative to the root of the course.",
    ).tag(config=True)

    language_cell = Unicode(
        "languages",
        help="Name (grade_id, cell id or tag) of the plain cell that tells the notebook its languages.",
    ).tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.enabled:
            self._refuse_early()

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook in its languages. Raises RefusedRelease with every reason found."""
        names = resources["nbgrader"]
        file = f"{names['notebook']}.ipynb"
        if len(self.languages) > 1 and not any(is_language_cell(cell, self.language_cell) for cell in nb.cells):
            self.log.warning("%s has no cell named '%s': it cannot tell its languages", file, self.language_cell)
        return self._render(nb, names["assignment"], file, Path(self.catalogue_dir)), resources

    def _render(self, nb: NotebookNode, unit: str, file: str, catalogue_dir: Path) -> NotebookNode:
        try:
            translations = Translations(catalogue_dir, unit, self.languages, self.source_language)
            return render_notebook(nb, translations, self.language_cell, file)
        except Refusal as refusal:
            raise RefusedRelease(f"{unit} cannot be released in {', '.join(self.languages)}:\n{refusal}") from refusal

    def _refuse_early(self) -> None:
        """Try every notebook that is to be converted, while nbgrader only collects its preprocessors."""
        converter = self._converter()
        if converter is None:
            return
        catalogue_dir = Path(converter.coursedir.root, self.catalogue_dir)
        for path in sorted(path for paths in converter.assignments.values() for path in paths):
            unit = converter.init_single_notebook_resources(path)["nbgrader"]["assignment"]
            try:
                self._render(read_notebook(Path(path)), unit, path, catalogue_dir)
            except (Refusal, RefusedRelease) as refusal:
                self.log.error("%s", refusal)
                raise RefusedRelease(str(refusal)) from refusal

    def _converter(self) -> Any:
        """Return nbgrader's converter, of which this object is a distant child; None in any other program."""
        ancestor = self.parent
        while ancestor is not None and not hasattr(ancestor, "assignments"):
            ancestor = getattr(ancestor, "parent", None)
        return ancestor
