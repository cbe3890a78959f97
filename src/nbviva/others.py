"""What other accounts of this machine may read of a course: by the modes of its files and of the folders above them."""

from __future__ import annotations

from pathlib import Path

from .outcomes import shown

PRIVATE = ("source", "answers", "gradebook.db", "submitted", "autograded", "feedback", "reports", ".nbviva/secret")


def open_to_others(course: Path) -> list[str]:
    """Which of the course's private files and folders any account may read; none where the course's folder is closed."""
    if not all(folder.stat().st_mode & 0o001 for folder in (course, *course.parents)):
        return []
    found = [name for name in PRIVATE if (course / name).exists()]
    return [name for name in found if (course / name).stat().st_mode & 0o004]


def sentence(course: Path) -> str:
    """The same in words, with what to do; nothing where nothing is open."""
    names = open_to_others(course)
    if not names:
        return ""
    return (
        f"Other accounts of this machine may read here: {', '.join(names)}. Where students have accounts on it, close the "
        f"course's folder: chmod 700 {shown(str(course))}"
    )
