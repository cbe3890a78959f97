"""Looks into a submission's folder and reads one file's bytes, without ever following a link or opening a device.

Everything goes through a descriptor of the folder, so nothing can be exchanged for a link between look and read.
Raises nothing but Unreadable, which carries the named outcome.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .outcomes import Outcome, outcome, shown
from .sentences import PHRASES
from .submission import IntakeLimits

# Files that a course or a computer leaves beside notebooks; passed over in silence unless they are links or devices.
# timestamp.txt and submission_secret.txt are nbgrader's.
ORDINARY = frozenset(
    {"timestamp.txt", "submission_secret.txt", ".ipynb_checkpoints", ".virtual_documents", "__pycache__", ".DS_Store"}
)
_NAME_BYTES = 200
_CHUNK_BYTES = 1 << 20


class Unreadable(Exception):  # noqa: N818  # it is the submission's state, no error of the program
    """The folder or file cannot be taken; `outcome` says why."""

    def __init__(self, found: Outcome) -> None:
        self.outcome = found
        super().__init__(found.sentence)


class Listing:
    """The files of a submission's folder: other notebooks by name, and notes on everything else."""

    def __init__(self) -> None:
        self.notebooks: list[str] = []
        self.notes: list[Outcome] = []


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """Yield a descriptor of the folder. Raises Unreadable if it is missing, a link, or not a folder."""
    try:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode):
            raise Unreadable(outcome("folder_not_a_folder", found=_what(seen.st_mode)))
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Unreadable(outcome("no_folder")) from None
    except OSError as problem:
        raise Unreadable(outcome("folder_unreadable", reason=_reason(problem))) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def listing(descriptor: int, expected: str, limits: IntakeLimits) -> Listing:
    """Look at every entry but `expected` by lstat. Raises Unreadable if the folder cannot be listed."""
    found = Listing()
    try:
        with os.scandir(descriptor) as entries:
            for number, entry in enumerate(entries):
                if number >= limits.folder_entries:
                    found.notes.append(outcome("extra_files_uncounted", limit_entries=limits.folder_entries))
                    break
                if entry.name != expected:
                    _sort_in(entry, found)
    except OSError as problem:
        raise Unreadable(outcome("folder_unreadable", reason=_reason(problem))) from None
    found.notebooks.sort()
    # The order in which a folder lists its files is chance; the record of a submission must not be.
    # What goes beyond a single file comes first: it must not be among the notes that are left out.
    found.notes.sort(key=lambda note: (bool(note.where), note.code, note.where))
    return found


def _sort_in(entry: os.DirEntry[str], found: Listing) -> None:
    name = entry.name
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError:
        mode = 0
    if stat.S_ISLNK(mode):
        found.notes.append(outcome("link_ignored", name))
    elif not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        found.notes.append(outcome("special_file_ignored", name, found=_what(mode)))
    elif is_odd(name):
        found.notes.append(outcome("odd_name_ignored", name))
    elif name.lower().endswith(".ipynb") and stat.S_ISREG(mode):
        found.notebooks.append(name)
    elif name not in ORDINARY:
        found.notes.append(outcome("extra_file_ignored", name))


def is_odd(name: str) -> bool:
    """Whether a file's name is not plain UTF-8 of ordinary length, or would be shown escaped."""
    try:
        encoded = os.fsencode(name)
        encoded.decode("utf-8")
    except UnicodeError:
        return True
    return len(encoded) > _NAME_BYTES or "\\" in name or any(shown(character) != character for character in name)


def exists(descriptor: int, name: str) -> bool:
    """Whether the folder has an entry of this name, whatever it is."""
    try:
        os.stat(name, dir_fd=descriptor, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True


def read(descriptor: int, name: str, limits: IntakeLimits) -> bytes:
    """Return the bytes of an ordinary file in the folder. Raises Unreadable for anything else, and if it is too large.

    Its kind and size are looked at before it is opened, and again on the open file, which must be the same one.
    """
    try:
        before = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
        _check(before, name, limits)
        # O_NONBLOCK: a fifo that took the file's place in this moment must not make us wait.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
        file = os.open(name, flags, dir_fd=descriptor)
    except OSError as problem:
        raise Unreadable(outcome("notebook_unreadable", name, reason=_reason(problem))) from None
    try:
        after = os.fstat(file)
        _check(after, name, limits)
        content = _content(file, before.st_size)
        if _same(after) != _same(before) or len(content) != before.st_size:
            raise Unreadable(outcome("notebook_changing", name))
        return content
    except OSError as problem:
        raise Unreadable(outcome("notebook_unreadable", name, reason=_reason(problem))) from None
    finally:
        os.close(file)


def _content(file: int, size: int) -> bytes:
    """Read up to one byte more than `size`: a file that grows is found out, and costs no more memory than it said."""
    chunks: list[bytes] = []
    left = size + 1
    while left and (chunk := os.read(file, min(left, _CHUNK_BYTES))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _check(seen: os.stat_result, name: str, limits: IntakeLimits) -> None:
    if stat.S_ISLNK(seen.st_mode):
        raise Unreadable(outcome("notebook_is_link", name))
    if not stat.S_ISREG(seen.st_mode):
        raise Unreadable(outcome("notebook_not_a_file", name, found=_what(seen.st_mode)))
    if seen.st_nlink > 1 and not limits.hard_links:
        raise Unreadable(outcome("notebook_is_hard_link", name))
    if seen.st_size > limits.notebook_bytes:
        found = outcome("notebook_too_large", name, found_bytes=seen.st_size, limit_bytes=limits.notebook_bytes)
        raise Unreadable(found)


def _same(seen: os.stat_result) -> tuple[int, ...]:
    return (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns)


def _reason(problem: OSError) -> str:
    # strerror alone: the whole message holds a path of the instructor's machine.
    return problem.strerror or type(problem).__name__


def _what(mode: int) -> str:
    kinds = {
        stat.S_IFLNK: "link",
        stat.S_IFDIR: "folder",
        stat.S_IFREG: "file",
        stat.S_IFIFO: "pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "device",
        stat.S_IFBLK: "device",
    }
    return PHRASES[kinds.get(stat.S_IFMT(mode), "unknown")]
