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
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WRITING, _READY, _OLD = ".nbviva-writing", ".nbviva-ready-", ".nbviva-old"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_AT_ONCE = 8  # files or folders that wait for the disk together

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


@dataclass(frozen=True)
class Draft:
    """A folder beside its place, of which nothing is written yet but the folders."""

    final: Path
    writing: Path
    contents: Mapping[str, Content]
    # the file system's folders that must reach the disk with it, its own first
    folders: tuple[Path, ...]
    above: tuple[Path, ...]
    mode: int


def draft(final: Path, contents: Mapping[str, Content], rights: Rights) -> Draft:
    """Begin a folder for the place `final`: make its folders. Raises OSError."""
    clear(final)
    writing = _beside(final, _WRITING)
    # What is made above it must last as long as it does.
    above = [path.parent for path in (final.parent, *final.parent.parents) if not path.exists()]
    # For the owner alone, whatever the umask: other accounts of the machine may be the students'.
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    writing.mkdir(mode=0o700)
    if rights.groupshared:
        for folder in (final.parent, writing):
            with suppress(PermissionError):
                folder.chmod((folder.stat().st_mode | 0o2770) & 0o2777)
    folders = {writing: None}
    for name in contents:
        for folder in reversed((writing / name).relative_to(writing).parents[:-1]):
            if writing / folder not in folders:
                (writing / folder).mkdir()
                folders[writing / folder] = None
                if rights.groupshared:
                    (writing / folder).chmod(0o2770)
    return Draft(final, writing, contents, tuple(folders), (final.parent, *above), rights.file_mode)


def ready(drafts: Sequence[Draft]) -> list[Path]:
    """Write the drafts, bring all of them onto the disk together, and name them so; return where they are ready.

    Raises OSError; then none may be, and `clear` removes what is there. What waits for the disk does so at once for all:
    a file system that keeps a journal writes it once for many.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        files = [(one.writing / name, content, one.mode) for one in drafts for name, content in one.contents.items()]
        _all(pool, _write, files)
        _all(pool, _sync, [(folder,) for one in drafts for folder in one.folders])
        named = []
        for one in drafts:
            named.append(_beside(one.final, f"{_READY}{one.writing.stat().st_ino}"))
            one.writing.rename(named[-1])
        _all(pool, _sync, [(folder,) for folder in dict.fromkeys(above for one in drafts for above in one.above)])
    return named


def prepare(final: Path, contents: Mapping[str, Content], rights: Rights) -> Path:
    """Write a whole folder beside `final`, onto the disk; return where it is ready.

    Raises OSError; then nothing of it is left.
    """
    try:
        return ready([draft(final, contents, rights)])[0]
    except OSError:
        with suppress(OSError):
            clear(final)
        raise


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


def _all(pool: ThreadPoolExecutor, work: Callable[..., None], arguments: Sequence[tuple[Any, ...]]) -> None:
    """Do it for all, some at once. Raises the first error, when all have come to their end."""
    futures = [pool.submit(work, *each) for each in arguments]
    wait(futures)
    for future in futures:
        future.result()


def _write(path: Path, content: Content, mode: int) -> None:
    """Write a file that was not there, onto the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file, 1 << 20)
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
