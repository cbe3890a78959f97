"""Looks into one student's folder in the exchange and reads it, without following a link or opening a device.

Students write there under their own accounts, while we look. Everything goes through descriptors, so nothing can be
exchanged for a link between look and read; who owns a file, and when it was last changed, the kernel says, not the
student: a file's change time (ctime) can be set by nobody but by changing the file now.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..folder import is_odd
from .said import Line, line

MOST_ENTRIES = 2000
_DEPTH = 8
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Seen:
    """What lies in the folder: its owner, the last moment at which anything in it was changed, and what speaks against it."""

    uid: int
    changed: float
    # path in the folder -> bytes it says it has
    files: dict[str, int] = field(default_factory=dict)
    bad: list[Line] = field(default_factory=list)


@contextmanager
def opened(name: str, at: int | None = None) -> Iterator[int]:
    """Yield a descriptor of a folder that is no link. Raises OSError."""
    descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def look(inbound: int, name: str, student: str, *, owned: bool, wanted: Callable[[str, bool], bool]) -> Seen:
    """Look at all in `inbound`/`name`, at every depth, that is `wanted`: by its name, and whether it is no folder.

    Raises OSError.

    With `owned`, a file that belongs to another account than the folder speaks against it: a hard link, or a file that
    somebody else put there.
    """
    with opened(name, inbound) as descriptor:
        top = os.fstat(descriptor)
        found = Seen(top.st_uid, top.st_ctime)
        latest = [top.st_ctime]
        for number, (path, mode, seen) in enumerate(_entries(descriptor, "", wanted, _DEPTH)):
            latest.append(seen.st_ctime)
            where = f"{name}/{path}"
            if number >= MOST_ENTRIES:
                found.bad.append(line("too_many_files", name, of=student, limit=MOST_ENTRIES))
                break
            if stat.S_ISLNK(mode):
                found.bad.append(line("link", where, of=student))
            elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                found.bad.append(line("special_file", where, of=student))
            elif is_odd(path):
                found.bad.append(line("odd_name", where, of=student))
            elif owned and seen.st_uid != top.st_uid:
                found.bad.append(line("foreign_file", where, of=student))
            elif stat.S_ISREG(mode):
                found.files[path] = seen.st_size
        return Seen(found.uid, max(latest), found.files, found.bad)


def read(inbound: int, name: str, seen: Seen, most_bytes: int) -> dict[str, bytes]:
    """Return the files that were seen. Raises OSError, and ValueError where one has changed or all are too large."""
    if sum(seen.files.values()) > most_bytes:
        raise ValueError("too large")
    with opened(name, inbound) as descriptor:
        return {path: _content(descriptor, path, size, seen.uid) for path, size in seen.files.items()}


def _entries(
    folder: int, prefix: str, wanted: Callable[[str, bool], bool], depth: int
) -> Iterator[tuple[str, int, os.stat_result]]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for _, entry in zip(range(MOST_ENTRIES + 1), entries, strict=False))
    for name in names:
        seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not wanted(name, not stat.S_ISDIR(seen.st_mode)):
            continue
        yield f"{prefix}{name}", seen.st_mode, seen
        if stat.S_ISDIR(seen.st_mode) and depth:
            with opened(name, folder) as inner:
                yield from _entries(inner, f"{prefix}{name}/", wanted, depth - 1)


def _content(folder: int, path: str, size: int, uid: int) -> bytes:
    first, _, rest = path.partition("/")
    if rest:
        with opened(first, folder) as inner:
            return _content(inner, rest, size, uid)
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY, dir_fd=folder)
    try:
        seen = os.fstat(file)
        if not stat.S_ISREG(seen.st_mode) or seen.st_size != size:
            raise ValueError("changing")
        chunks, left = [], size + 1
        while left and (chunk := os.read(file, min(left, _CHUNK))):
            chunks.append(chunk)
            left -= len(chunk)
        content = b"".join(chunks)
        if len(content) != size:
            raise ValueError("changing")
        return content
    finally:
        os.close(file)
