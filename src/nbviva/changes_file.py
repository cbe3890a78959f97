"""Keeps what regrading changed: reports/<assignment>.changes.csv in the course's folder, a line for each cell and run."""

from __future__ import annotations

import csv
import errno
import io
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from .private import private_folder
from .safecsv import cell
from .verdict import Difference

COLUMNS = ("when_utc", "student", "notebook", "cell", "was", "is", "said")


def keep(
    course: Path, assignment: str, changed: Mapping[str, Sequence[Difference]], now: datetime | None = None
) -> Path:
    """Append a run's changes, by student; return the file. Raises OSError where it cannot be written."""
    when = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = course / "reports" / f"{assignment}.changes.csv"
    private_folder(path.parent)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    if not path.exists():
        lines.writerow(COLUMNS)
    for student, found in changed.items():
        for one in found:
            lines.writerow([when, *map(cell, (student, one.notebook, one.cell, one.was, one.now, one.sentence))])
    # Students' names and points: for the owner alone, whatever the umask.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "ab", buffering=0) as file:
        whole = file.seek(0, os.SEEK_END)
        content = text.getvalue().encode("utf-8", "backslashreplace")
        try:
            if file.write(content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            # No half a line, which the next run's first would be written behind.
            file.truncate(whole)
            raise
    return path
