"""Puts the engine behind nbgrader's own commands: one line at the end of any course's nbgrader_config.py.

    import nbviva
    nbviva.install(c)

From then on `nbgrader autograde` and the formgrader's button examine with nbviva, and `nbgrader generate_feedback`
shows no hidden test. The converter is replaced and not its lists of steps, because nbgrader copies a student's files,
following links, and parses the notebook before the first step is asked.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from .verdict import FILE_NAME

FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "nbviva.hide_tests.HideTests",
]


def install(c: Any) -> None:
    """Let nbgrader's commands grade with nbviva. `c` is the configuration, as `get_config()` returns it.

    To be called after the file has set `c.CourseDirectory.ignore` and `c.GenerateFeedback.preprocessors`, if it does.
    """
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters.autograde import Autograde
    from nbgrader.coursedir import CourseDirectory

    c.Viva.enabled = True
    c.GenerateFeedback.preprocessors = list(FEEDBACK)
    ignored = c.CourseDirectory.get("ignore")
    if isinstance(ignored, list):
        c.CourseDirectory.ignore = [*ignored, *([] if FILE_NAME in ignored else [FILE_NAME])]
    else:
        c.CourseDirectory.ignore.append(FILE_NAME)
    _replace(Autograde, "start", _start)
    _replace(CourseDirectory, "get_existing_timestamp", _existing_timestamp)
    _replace(NbGraderAPI, "get_submitted_timestamp", _submitted_timestamp)


def _replace(owner: Any, name: str, stand_in: Any) -> None:
    """Put our method in the place of nbgrader's, which is kept for courses of this process that do not call install."""
    if getattr(owner, name) is not stand_in:
        setattr(owner, f"nbviva_stock_{name}", getattr(owner, name))
        setattr(owner, name, stand_in)


def _existing_timestamp(self: Any, dest_path: str) -> datetime | None:
    """nbgrader's own stops at a broken timestamp.txt, and one student's would break the class's page in the formgrader."""
    from .collected import collected
    from .settings import Viva

    if not Viva(parent=self).enabled:
        found: datetime | None = self.nbviva_stock_get_existing_timestamp(dest_path)
        return found
    return collected(Path(dest_path)).moment


def _submitted_timestamp(self: Any, assignment_id: str, student_id: str) -> datetime | None:
    """The same for the formgrader's pages."""
    from .collected import collected
    from .settings import Viva

    if not Viva(parent=self).enabled:
        found: datetime | None = self.nbviva_stock_get_submitted_timestamp(assignment_id, student_id)
        return found
    course = self.coursedir
    return collected(Path(course.format_path(course.submitted_directory, student_id, assignment_id))).moment


def _start(self: Any) -> None:
    """In the place of nbgrader's Autograde.start. Raises NbGraderException if something could not be recorded."""
    from nbgrader.converters import NbGraderException

    from .changes_file import keep
    from .gradebook import GradebookError
    from .grading import Graded, grade, submitted
    from .place import PlaceError
    from .private import PrivateError
    from .sandbox import SandboxError
    from .settings import Viva
    from .unit import UnitError

    if not Viva(parent=self).enabled:
        # Another course of this process, whose configuration does not call install.
        self.nbviva_stock_start()
        return
    course = self.coursedir
    found = submitted(course, course.assignment_id, course.student_id)
    excluded = (
        {student.strip() for student in course.student_id_exclude.split(",")} if course.student_id_exclude else ()
    )
    wanted = [(assignment, student) for assignment, student in found if student not in excluded]
    if not wanted:
        pattern = course.format_path(course.submitted_directory, course.student_id, course.assignment_id)
        message = (
            f"No submission matches {pattern!r}. Collect submissions there first (nbgrader collect or zip_collect)."
        )
        self.log.error(message)
        raise NbGraderException(message)
    failed = False
    for assignment in sorted({assignment for assignment, _ in wanted}):
        students = [student for one, student in wanted if one == assignment]
        graded, stopped = Graded(), ""
        try:
            grade(
                course,
                self,
                assignment,
                students,
                force=self.force,
                create_students=self.create_student,
                log=self.log.info,
                notebooks=course.notebook_id,
                before=lambda student: self.run_pre_convert_hook(),
                after=lambda student, person: self.run_post_convert_hook(),
                into=graded,
            )
        except (UnitError, GradebookError, PrivateError, SandboxError, PlaceError) as problem:
            stopped = str(problem)
        if graded.changed:
            try:
                self.log.info("What changed is kept in %s.", keep(Path(course.root), assignment, graded.changed))
            except OSError as problem:
                self.log.error("What changed stands below and nowhere else: reports/ cannot be written (%s).", problem)
        for line in graded.lines() if not stopped or graded.recorded else ():
            self.log.info(line)
        for student, why in (graded.internal | graded.unrecorded).items():
            self.log.error("%s: %s", student, why)
        if stopped:
            self.log.error(stopped)
            raise NbGraderException(stopped)
        failed = failed or bool(graded.unrecorded)
    if failed:
        message = "Some submissions could not be recorded; they are named above. Put it right and run this again."
        self.log.error(message)
        raise NbGraderException(message)
