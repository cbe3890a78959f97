"""Faults of the place: no room, nothing may be written, a broken disk. They are the machine's and no submission's.

A run that meets one stops with a sentence, because every submission after it would meet the same one. What is recorded
stays, and the same command goes on with what is left.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

GO_ON = "Then run the same command again: it goes on with what is left. What was recorded before stays."

_ROOM = {errno.ENOSPC: "no room is left", errno.EDQUOT: "this user's quota is used up"}
_SIZE = {errno.EFBIG: "files may not be that large (see `ulimit -f`)"}
_CLOSED = {
    errno.EROFS: "it is mounted read-only",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
}
_BROKEN = {
    errno.EIO: "the disk gave an error",
    errno.ESTALE: "the network file system has lost it",
    errno.EMFILE: "too many files are open (see `ulimit -n`)",
    errno.ENFILE: "too many files are open on this machine",
    errno.ENOMEM: "no memory is left",
}
_FAULTS = {*_ROOM, *_SIZE, *_BROKEN, errno.EROFS}
_NO_TEMPORARY = "No usable temporary directory found"


class PlaceError(RuntimeError):
    """Nothing can be recorded, or examined, on this machine as it is; the message says why and what to do."""


def is_fault(problem: BaseException) -> bool:
    """Whether an error says that this place will not take anybody's submission. A refused permission may be one's own."""
    # tempfile's own, where no folder takes a temporary file, carries the number of "no such file"
    return isinstance(problem, OSError) and (problem.errno in _FAULTS or _NO_TEMPORARY in str(problem))


def explained(problem: OSError, folder: Path | str) -> PlaceError:
    """What to do about an error of the file system in `folder`."""
    said, number = problem.strerror or str(problem), problem.errno or 0
    if _NO_TEMPORARY in str(problem):
        said = f"Expected a folder for temporary files, found none that takes one ({said}). Make room in it, or name"
        return PlaceError(f"{said} another in the variable TMPDIR. {GO_ON}")
    found, todo = "an error", "Put that right."
    if number in _ROOM:
        found, todo = _ROOM[number], "Make room there."
    elif number in _SIZE:
        found, todo = _SIZE[number], "Allow larger files."
    elif number in _CLOSED:
        found = _CLOSED[number]
        todo = f"Let this user write there (`ls -ld {folder}` says who may), or run this as a user who may."
    elif number in _BROKEN:
        found = _BROKEN[number]
    return PlaceError(f"Expected to be able to write in {folder}, found: {found} ({said}). {todo} {GO_ON}")


def try_writing(folder: Path) -> None:
    """Write a page to the folder, made if it is missing, and remove it. Raises PlaceError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A file without a name, where the file system has such: nothing is left of it when this process is killed.
        with tempfile.TemporaryFile(dir=folder, prefix=".nbviva-", buffering=0) as file:
            if file.write(bytes(4096)) != 4096:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file.fileno())
    except OSError as problem:
        raise explained(problem, folder) from problem
