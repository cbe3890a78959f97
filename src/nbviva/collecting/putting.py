"""Writes what one student handed in to submitted/<student>/<unit>/: the whole folder in one step, or nothing.

What is there already is never lost in silence: the same bytes are left alone, something newer is kept, and where no time
tells which is newer a person decides.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from .. import autograded
from ..autograded import Content, Rights
from ..collected import NAME as TIMESTAMP
from ..collected import collected, from_text
from .said import Line, State, line
from .taking import Taken

_MODES = {False: 644, True: 664}


class Putting:
    """Puts submissions into a course, one student at a time. The caller holds the course's records (`one_writer`)."""

    def __init__(self, submitted: Path, groupshared: bool, *, replace: bool = False, dry_run: bool = False) -> None:
        """`submitted`: the folder that nothing is written outside of."""
        self._submitted = submitted
        self._rights = Rights(_MODES[groupshared], groupshared)
        self._replace = replace
        self._dry_run = dry_run

    def put(self, taken: Taken, final: Path, stamp: str, note: str) -> list[Line]:
        """Write it, unless something speaks against it; say what became of each file."""
        try:
            return self._put(taken, final, stamp, note)
        except OSError as problem:
            return self._lines(taken, stamp, code="not_written", reason=problem.strerror or type(problem).__name__)

    def _put(self, taken: Taken, final: Path, stamp: str, note: str) -> list[Line]:
        bad = not_ours(self._submitted, final)
        if bad is not None:
            return self._lines(taken, stamp, code="place_taken", place=bad)
        there = _files(final)
        same = [name for name, (_, content) in taken.files.items() if _holds(there.get(name), content)]
        other = [name for name in taken.files if name in there and name not in same]
        old = collected(final)
        state = State.COLLECTED
        if other:
            new = from_text(stamp).moment if stamp else None
            newer = new is not None and old.moment is not None and new > old.moment
            if not newer and not self._replace:
                if new is not None and old.moment is not None and new < old.moment:
                    return self._lines(taken, stamp, code="newer_there", there=old.moment, here=new)
                return self._lines(taken, stamp, code="no_time_tells")
            state = State.REPLACED
        elif len(same) == len(taken.files):
            state = State.SAME
            if not stamp or old.text is not None:
                return [self._line(taken, name, State.SAME, old.text or "", "") for name in taken.files]
            note = note or "its time was added"
        contents: dict[str, Content] = {**there, **{name: content for name, (_, content) in taken.files.items()}}
        if stamp:
            contents[TIMESTAMP] = f"{stamp}\n".encode()
        elif other:
            # The time that lies there is that of another submission.
            contents.pop(TIMESTAMP, None)
        if not self._dry_run:
            autograded.publish(final, autograded.prepare(final, contents, self._rights))
        kept = sorted(name for name in there if name.endswith(".ipynb") and name not in taken.files)
        if kept:
            note = f"{note}; " if note else ""
            note += f"kept beside it: {', '.join(kept)}"
        return [self._line(taken, name, State.SAME if name in same else state, stamp, note) for name in taken.files]

    def _lines(self, taken: Taken, stamp: str, *, code: str, **values: Any) -> list[Line]:
        found = []
        for name, (path, _) in taken.files.items():
            said = line(code, path, of=taken.person.id, how=taken.how, late=taken.late, **values)
            found.append(Line(said.file, said.state, said.student, name, said.how, said.why, code, stamp, taken.late))
        return found

    def _line(self, taken: Taken, name: str, state: State, stamp: str, note: str) -> Line:
        return Line(taken.files[name][0], state, taken.person.id, name, taken.how, note, "", stamp, taken.late)


def not_ours(submitted: Path, final: Path) -> Path | None:
    """The first thing on the way that is no ordinary folder, or the place itself if it is not under submitted/.

    submitted/ itself may be a link: that is the instructor's doing.
    """
    if submitted not in final.parents or ".." in final.parts:
        return final
    way = [final, *(parent for parent in final.parents if submitted in parent.parents)]
    for place in reversed(way):
        if os.path.lexists(place) and not stat.S_ISDIR(place.lstat().st_mode):
            return place
    return None


def _files(final: Path) -> dict[str, Path]:
    """The ordinary files of a submission that is there, by their paths in it."""
    found = {}
    for folder, _, names in os.walk(final):
        for name in names:
            path = Path(folder, name)
            if stat.S_ISREG(path.lstat().st_mode):
                found[str(path.relative_to(final))] = path
    return found


def _holds(path: Path | None, content: bytes) -> bool:
    return path is not None and path.stat().st_size == len(content) and path.read_bytes() == content
