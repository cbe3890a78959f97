"""A course folder with one tiny unit and the course's own nbgrader settings, for tests that need not the real one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course import ROOT
from grader import nbgrader

TINY = "01_tiny"
FOLDERS = ("submitted", "autograded", "feedback", "release")


def graded(grade_id: str, *, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """A cell's metadata as nbgrader writes it: a test cell, a solution cell, or with both a written answer."""
    data: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": data | ({"points": points} if points is not None else {})}


def tiny_notebook() -> nbformat.NotebookNode:
    """One exercise worth 3 points with a hidden test, and one written answer worth 2."""
    solution = "def double(x):\n    ### BEGIN SOLUTION\n    return x + x\n    ### END SOLUTION"
    test = (
        "points = 3 if double(2) == 4 else 0\n"
        "### BEGIN HIDDEN TESTS\nif double(-1.5) != -3:\n    points = 1\n### END HIDDEN TESTS\npoints"
    )
    cells = [
        new_markdown_cell("# 42", id="title"),
        new_code_cell("0", id="setup", metadata=graded("setup")),
        new_code_cell(solution, id="double", metadata=graded("double", solution=True)),
        new_code_cell(test, id="test_double", metadata=graded("test_double", points=3)),
        new_markdown_cell("$2x$", id="why", metadata=graded("why", points=2, solution=True)),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


class TinyCourse:
    """A course folder with one tiny unit, its pages of explanation, and this course's nbgrader_config.py."""

    def __init__(self, folder: Path, private: Path) -> None:
        self.folder = folder
        self.private = private
        shutil.copytree(ROOT / "i18n", folder / "i18n")
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        self.source = folder / "source" / TINY / "tiny.ipynb"
        self.release = folder / "release" / TINY / "tiny.ipynb"
        self.source.parent.mkdir(parents=True)
        (folder / "i18n" / TINY).mkdir()
        (folder / "i18n" / TINY / "zh-Hans.po").write_text(
            'msgid ""\nmsgstr "Language: zh-Hans\\n"\n', encoding="utf-8"
        )
        self.write(tiny_notebook())
        for name in FOLDERS:
            (folder / name).mkdir()
            shutil.copy(ROOT / name / "README.md", folder / name)

    def write(self, notebook: nbformat.NotebookNode) -> None:
        """Put a notebook in the place of the unit's reference notebook."""
        nbformat.write(notebook, self.source)

    def configure(self, old: str, new: str) -> None:
        """Change one line of the settings, which must be there."""
        config = self.folder / "nbgrader_config.py"
        text = config.read_text(encoding="utf-8")
        assert old in text
        config.write_text(text.replace(old, new), encoding="utf-8")

    def hand_in(self, student: str, answers: dict[str, str]) -> None:
        """Hand in the released notebook with the sources of the cells in `answers` replaced."""
        notebook = nbformat.read(self.release, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        folder = self.folder / "submitted" / student / TINY
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "tiny.ipynb")
        (folder / "timestamp.txt").write_text("2027-03-01 11:58:00 UTC\n", encoding="utf-8")

    def nbgrader(self, *arguments: str) -> str:
        """Run an nbgrader command here; what it logged."""
        return nbgrader(self.folder, *arguments, private=self.private)
