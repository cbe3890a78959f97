"""The folder autograded/<student>/<assignment>/: made as a whole beside its place, and put there in one step.

Names beside the folder, hidden so that no glob of nbgrader's finds them:

    .<name>.nbviva-writing          being written, worth nothing yet
    .<name>.nbviva-ready-<inode>    whole and on the disk: an intent. Its number is that of the new folder itself; a
                                    folder with another number under this name is the old one, exchanged and not
                                    removed yet
    .<name>.nbviva-old              the old one, where the file system cannot exchange

Only the one writer (`nbviva.private.one_writer`) calls anything here.
"""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

_WRITING, _READY, _OLD = ".nbviva-writing", ".nbviva-ready-", ".nbviva-old"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2

Content = bytes | Path
"""What a file holds: bytes, or a file of the course to copy."""


@dataclass(frozen=True)
class Rights:
    """Who may do what with the files: nbgrader's `permissions` (as it writes them, 444) and `groupshared`."""

    permissions: int = 444
    groupshared: bool = False

    @property
    def file_mode(self) -> int:
        """The mode of a file."""
        return int(str(self.permissions), 8)


def holds(final: Path, contents: Mapping[str, Content]) -> bool:
    """Whether the folder is there and holds exactly these files with these bytes."""
    if final.is_symlink() or not final.is_dir():
        return False
    there = {str(path.relative_to(final)) for path in final.rglob("*") if not path.is_dir()}
    if there != contents.keys():
        return False
    return all(not (final / name).is_symlink() and _same(final / name, content) for name, content in contents.items())


def prepare(final: Path, contents: Mapping[str, Content], rights: Rights) -> Path:
    """Write a whole folder beside `final`, onto the disk; return where it is ready."""
    clear(final)
    writing = _beside(final, _WRITING)
    # For the owner alone, whatever the umask: other accounts of the machine may be the students'.
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    writing.mkdir(mode=0o700)
    if rights.groupshared:
        for folder in (final.parent, writing):
            with suppress(PermissionError):
                folder.chmod((folder.stat().st_mode | 0o2770) & 0o2777)
    folders = {writing}
    with ExitStack() as stack:
        written = []
        for name, content in contents.items():
            for folder in reversed((writing / name).relative_to(writing).parents[:-1]):
                if writing / folder not in folders:
                    (writing / folder).mkdir()
                    folders.add(writing / folder)
                    if rights.groupshared:
                        (writing / folder).chmod(0o2770)
            written.append(_write(writing / name, content, rights.file_mode))
            stack.callback(os.close, written[-1])
        # All are written before the first is waited for: the disk takes them together.
        for descriptor in written:
            os.fsync(descriptor)
    for folder in folders:
        _sync(folder)
    ready = _beside(final, f"{_READY}{writing.stat().st_ino}")
    writing.rename(ready)
    _sync(final.parent)
    return ready


def publish(final: Path, ready: Path) -> None:
    """Put the folder that is ready in the place of `final`. A reader sees the old one or the new one, never a mixture."""
    if not os.path.lexists(final):
        ready.rename(final)
    elif not _exchange(ready, final):
        # For a moment there is none; never two halves.
        final.rename(_beside(final, _OLD))
        ready.rename(final)
    # Not synced: should a power cut undo this renaming, the intent is there again, and so is what it means.
    clear(final)


def intents(final: Path) -> list[Path]:
    """Folders that are ready for this place, and not put there: at most one, after a run that was ended by force."""
    return [path for path in _all_beside(final, _READY) if _is_new(path)]


def clear(final: Path) -> None:
    """Remove what an ended run left beside `final`, but for `.nbviva-old` while nothing stands in the place."""
    for path in _all_beside(final, _WRITING) + _all_beside(final, _READY):
        _remove(path)
    if os.path.lexists(final):
        for path in _all_beside(final, _OLD):
            _remove(path)


def left_overs(final_pattern: str) -> list[Path]:
    """The places (matched by a glob pattern) beside which an ended run left something."""
    folder, name = os.path.split(final_pattern)
    found = set()
    for path in map(Path, glob.glob(f"{folder}{os.sep}.{name}.nbviva-*")):  # noqa: PTH207  # the pattern is absolute
        found.add(path.parent / path.name[1:].rpartition(".nbviva-")[0])
    return sorted(found)


def _write(path: Path, content: Content, mode: int) -> int:
    """Write a file that was not there; return its descriptor, to be synced and closed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "wb", closefd=False) as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, 1 << 20)
    os.fchmod(descriptor, mode)
    return descriptor


def _same(path: Path, content: Content) -> bool:
    if isinstance(content, bytes):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return path.stat().st_size == content.stat().st_size and path.read_bytes() == content.read_bytes()


def _beside(final: Path, ending: str) -> Path:
    return final.parent / f".{final.name}{ending}"


def _all_beside(final: Path, ending: str) -> list[Path]:
    return sorted(final.parent.glob(f"{glob.escape(f'.{final.name}{ending}')}*")) if final.parent.is_dir() else []


def _is_new(path: Path) -> bool:
    return path.is_dir() and path.name.endswith(f"{_READY}{path.stat().st_ino}")


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path)
