"""nbgrader's release of feedback into the exchange; a submission that cannot get it there costs nobody else theirs.

nbgrader's own stops for the whole class at the first submission without `submission_secret.txt`: one that came from a
learning platform, or whose student removed the file from the exchange. Here it is named and passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from ..collected import NAME, SECRET_NAME
from ..outcomes import shown


class ReleaseFeedbackSafely(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Releases the feedback of those whose submissions came through the exchange, and names the others."""

    def copy_files(self) -> None:
        """Release, student by student."""
        course = self.coursedir
        without = sorted(set(self._without()))
        for student in without:
            self.log.warning(
                "%s: the feedback on %s cannot go through the exchange, because the graded submission has no %s: it did "
                "not come through the exchange, or was graded by an older nbviva (grade it again with --force). Send the "
                "page from %s/ another way.",
                *(shown(student), course.assignment_id, SECRET_NAME, course.feedback_directory),
            )
        before = course.student_id_exclude
        course.student_id_exclude = ",".join([*filter(None, [before]), *without])
        try:
            super().copy_files()
        finally:
            course.student_id_exclude = before

    def _without(self) -> Iterator[str]:
        pattern = self.coursedir.format_path(
            self.coursedir.feedback_directory, "(?P<student>[^/]+)", self.coursedir.assignment_id, escape=True
        )
        root = Path(self.coursedir.format_path(self.coursedir.feedback_directory, ".", "."))
        for page in root.glob("**/*.html"):
            match = re.fullmatch(pattern, str(page.parent))
            if match is not None and not all((page.parent / name).is_file() for name in (NAME, SECRET_NAME)):
                yield match["student"]
