"""A course folder with one real unit, handed in by a few of the sample class and graded by the commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from course import ROOT, notebook_path
from grader import nbgrader
from sample_class import CLASS, hand_in

UNIT = "02_two_layers_by_hand"
STUDENTS = ("amara", "mateo")


class Class:
    """A course folder of a test's own."""

    def __init__(self, folder: Path, private: Path) -> None:
        self.folder, self.private = folder, private
        self.name = notebook_path(UNIT).stem
        for name in ("i18n", f"source/{UNIT}"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)

    def nbgrader(self, *arguments: str, program: str = "nbgrader") -> str:
        """Run a command here; what it logged."""
        return nbgrader(self.folder, *arguments, private=self.private, program=program)

    def hand_in(self, *students: str) -> None:
        """Put these students' notebooks into submitted/."""
        for student in CLASS:
            if student.id in students:
                released = self.folder / "release" / UNIT
                hand_in(student, UNIT, released, self.folder / "submitted", "2027-03-01 11:58:00 UTC")

    def feedback(self, student: str) -> Path:
        """A student's page."""
        return self.folder / "feedback" / student / UNIT / f"{self.name}.html"

    def graded(self, student: str) -> nbformat.NotebookNode:
        """A student's graded notebook."""
        return nbformat.read(self.folder / "autograded" / student / UNIT / f"{self.name}.ipynb", as_version=4)
