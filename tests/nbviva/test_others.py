"""The doctor says what of a course other accounts may read."""

from __future__ import annotations

import os
from pathlib import Path

from nbviva.others import open_to_others, sentence


def test_an_open_course_is_named_and_a_closed_one_is_not() -> None:
    course = Path("/tmp", f"nbviva-others-{os.getpid()}")
    course.mkdir()
    try:
        course.chmod(0o755)
        (course / "gradebook.db").touch(mode=0o644)
        (course / "gradebook.db").chmod(0o644)
        (course / "source").mkdir()
        (course / "source").chmod(0o755)
        (course / "submitted").mkdir(mode=0o700)
        assert open_to_others(course) == ["source", "gradebook.db"]
        assert f"chmod 700 {course}" in sentence(course)
        course.chmod(0o750)
        assert open_to_others(course) == []
        assert sentence(course) == ""
    finally:
        course.chmod(0o755)
        for path in (course / "source", course / "submitted"):
            path.rmdir()
        (course / "gradebook.db").unlink()
        course.rmdir()
