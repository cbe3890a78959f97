"""Puts the engine behind nbgrader's own commands: one line at the end of any course's nbgrader_config.py.

    import nbviva
    nbviva.install(c)

From then on `nbgrader autograde` and the formgrader's button examine with nbviva, `nbgrader generate_feedback` shows no
hidden test, what it and the formgrader show needs no network, and `nbgrader collect` believes nothing that students wrote
into the exchange. The converter is replaced and not its lists of steps, because nbgrader copies a student's files,
following links, and parses the notebook before the first step is asked.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from .verdict import FILE_NAME

FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "nbviva.hide_tests.HideTests",
]
PAGES = "nbviva.offline_html.OfflineHTML"
FORMGRADER = "nbgrader.server_extensions.formgrader.formgrader"
EXCHANGE = {
    "collect": "nbviva.collecting.safely.CollectSafely",
    "release_feedback": "nbviva.collecting.giving_back.ReleaseFeedbackSafely",
}


def install(c: Any) -> None:
    """Let nbgrader's commands grade with nbviva. `c` is the configuration, as `get_config()` returns it.

    To be called after the file has set `c.CourseDirectory.ignore` and `c.GenerateFeedback.preprocessors`, if it does.
    """
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.converters import GenerateFeedback
    from nbgrader.converters.autograde import Autograde
    from nbgrader.coursedir import CourseDirectory

    c.Viva.enabled = True
    c.GenerateFeedback.preprocessors = list(FEEDBACK)
    c.GenerateFeedback.setdefault("exporter_class", PAGES)
    ignored = c.CourseDirectory.get("ignore")
    if isinstance(ignored, list):
        c.CourseDirectory.ignore = [*ignored, *([] if FILE_NAME in ignored else [FILE_NAME])]
    else:
        c.CourseDirectory.ignore.append(FILE_NAME)
    # nbgrader's own believe what students write into the exchange. A course with another exchange keeps its own.
    for step, ours in EXCHANGE.items():
        c.ExchangeFactory.setdefault(step, ours)
    _replace(Autograde, "start", _start)
    _replace(GenerateFeedback, "set_permissions", _set_permissions)
    _replace(CourseDirectory, "get_existing_timestamp", _existing_timestamp)
    _replace(NbGraderAPI, "get_submitted_timestamp", _submitted_timestamp)
    # Not imported for the commands' sake: it takes seconds, and is there already where it reads this configuration.
    if FORMGRADER in sys.modules:
        _replace(sys.modules[FORMGRADER].FormgradeExtension, "init_tornado_settings", _formgrader_pages)


def _replace(owner: Any, name: str, stand_in: Any) -> None:
    """Put our method in the place of nbgrader's, which is kept for courses of this process that do not call install."""
    if getattr(owner, name) is not stand_in:
        setattr(owner, f"nbviva_stock_{name}", getattr(owner, name))
        setattr(owner, name, stand_in)


def _formgrader_pages(self: Any, webapp: Any) -> None:
    """The pages on which a person grades, made as the feedback is."""
    from .offline_html import OfflineHTML
    from .settings import Viva

    self.nbviva_stock_init_tornado_settings(webapp)
    if Viva(parent=self).enabled:
        webapp.settings["nbgrader_exporter"] = OfflineHTML(config=self.config)  # type: ignore[no-untyped-call]


def _set_permissions(self: Any, assignment_id: str, student_id: str) -> None:
    """In the place of GenerateFeedback's: the pages of one student are for nobody else, whatever the umask.

    The files stay readable as nbgrader makes them, because it copies them with their modes into the exchange; what
    keeps others out are their folders.
    """
    from .settings import Viva

    self.nbviva_stock_set_permissions(assignment_id, student_id)
    if Viva(parent=self).enabled and not self.coursedir.groupshared:
        folder = Path(self._format_dest(assignment_id, student_id))
        for place in (folder, folder.parent):
            place.chmod(0o700)


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
