"""What became of every file: as lines for the terminal, and as a table kept in .nbviva/collected/ of the course."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..outcomes import shown
from ..private import private_folder
from ..safecsv import cell
from .said import NEXT, Line, State, safe

FOLDER = Path(".nbviva") / "collected"
_SHOWN_PASSED = 12
_WIDE = 44


def lines(found: Sequence[Line], title: str, dry_run: bool) -> Iterator[str]:
    """One source in words."""
    counted = Counter(one.state for one in found)
    said = ", ".join(f"{counted[state]} {state.value}" for state in State if counted[state]) or "nothing found"
    yield f"{title}: {said}.{' Nothing was written (--dry-run).' if dry_run else ''}"
    taken = [one for one in found if one.state in (State.COLLECTED, State.REPLACED, State.SAME)]
    if taken:
        wide = [max(len(text) for text in column) for column in zip(*map(_cells, taken), strict=True)]
        yield ""
        for one in sorted(taken, key=lambda one: (one.student, one.notebook)):
            cells = [text.ljust(min(width, _WIDE)) for text, width in zip(_cells(one), wide, strict=True)]
            yield "  " + "  ".join(cells).rstrip()
    yield from _listed(found, State.LEFT, "Left, each for a person to decide:", len(found))
    steps = dict.fromkeys(NEXT[one.code] for one in found if one.state is State.LEFT and one.code in NEXT)
    for step in steps:
        yield f"  -> {step}"
    yield from _listed(found, State.PASSED, "Passed over:", _SHOWN_PASSED)


def missing(students: Sequence[str]) -> Iterator[str]:
    """Who has nothing in submitted/: a file that got lost looks just like that."""
    if students:
        named = ", ".join(map(shown, students[:20])) + (" ..." if len(students) > 20 else "")
        yield f"Nothing from {len(students)} of the gradebook or roster: {named}"


def _cells(one: Line) -> tuple[str, ...]:
    late = ", LATE" if one.late else ""
    note = f" ({one.why})" if one.why else ""
    return (
        shown(one.student),
        shown(one.notebook),
        one.state.value,
        f"by {shown(one.how)}",
        f"{one.time or 'no time'}{late}{shown(note)}",
    )


def _listed(found: Sequence[Line], state: State, heading: str, most: int) -> Iterator[str]:
    some = [one for one in found if one.state is state]
    if not some:
        return
    yield ""
    yield heading
    last = ""
    # Files with the same sentence stand together.
    for one in sorted(some, key=lambda one: (one.code, one.why, one.file))[:most]:
        if one.why != last:
            yield f"  {one.why}"
            last = one.why
        late = "  LATE" if one.late else ""
        yield f"      {safe(one.file)}{late}"
    if len(some) > most:
        yield f"      and {len(some) - most} more, all in the report"


def keep(course: Path, unit: str, source: str, found: Sequence[Line]) -> Path:
    """Write the table; return where it is. Raises OSError."""
    private_folder(course / ".nbviva")
    folder = course / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ["source", "file", "state", "student", "notebook", "recognised by", "handed in", "late", "code", "what to know"]
    )
    for one in found:
        row = (source, one.file, one.state.value, one.student, one.notebook, one.how, one.time)
        writer.writerow(
            [*map(cell, row), "late" if one.late else "", one.code, cell(f"{one.why} {NEXT.get(one.code, '')}")]
        )
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    for number in range(1000):
        path = folder / f"{unit}-{moment}{f'-{number}' if number else ''}.csv"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
            file.write(text.getvalue())
        return path
    raise OSError(f"{folder} holds a thousand reports of this second")
