"""A folder or a zip as a list of files with their paths: nothing unpacked, no link followed, every limit named.

A file's bytes are read only when somebody asks for them. What one student put into the export can cost that file, never
the rest: only an archive that is none, or has more members than any class, is refused as a whole.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from ..folder import Unreadable, is_odd, opened, read
from ..outcomes import shown
from ..submission import IntakeLimits
from .said import Line, line
from .zipheaders import decoded, directory_bytes, moment


class SourceError(RuntimeError):
    """Nothing of a source can be collected; the message says what was expected, found, and what to do."""


class _TooManyError(SourceError):
    """An archive has more members than are looked at."""


class Problem(Exception):  # noqa: N818  # it is the file's state, no error of the program
    """One file cannot be read."""

    def __init__(self, found: Line) -> None:
        self.line = found
        super().__init__(found.why)


@dataclass(frozen=True)
class Limits:
    """How much of an export is looked at."""

    # files of the whole source
    members: int = 20_000
    # files of one student's archive, and of one folder at the top
    inner_members: int = 1_000
    # a notebook; the intake takes no larger one
    file_bytes: int = IntakeLimits.notebook_bytes
    # a student's archive
    archive_bytes: int = 50_000_000
    # the list of members at the end of an archive, of which Python makes objects
    directory_bytes: int = 8_000_000
    # how much a member may grow; deflate itself ends at 1032
    ratio: int = 1_000
    # folders within folders
    depth: int = 12


@dataclass(frozen=True)
class Member:
    """One file of a source."""

    # its path, from the source on; an archive within the source is one of the parts
    parts: tuple[str, ...]
    content: Callable[[], bytes] = field(compare=False, repr=False)
    # as the folder or zip says, without a zone: of a zip the clock of whoever made it; of a folder this machine's UTC
    modified: datetime | None = None
    in_zip: bool = False

    @property
    def path(self) -> str:
        """The path as text."""
        return "/".join(self.parts)


_Opened = Callable[[], AbstractContextManager[zipfile.ZipFile]]

# What computers and Jupyter leave beside notebooks.
_JUNK = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", ".virtual_documents"})
_ARCHIVES = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


class Source:
    """The files of one folder or zip: `members`, and `problems` with those that cannot be taken. A context manager."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        """Raises SourceError for what is neither a folder nor a readable zip."""
        self.path = path
        self.members: list[Member] = []
        self.problems: list[Line] = []
        self._limits = limits or Limits()
        self._stack = ExitStack()
        with ExitStack() as stack:
            self._stack = stack
            if path.is_dir():
                self._folder()
            elif path.is_file():
                archive = self._zip(stack.enter_context(path.open("rb")), (), self._limits.members)
                stack.enter_context(archive)
                self._list(archive, lambda: nullcontext(archive), ())
            else:
                raise SourceError(
                    f"Expected a folder or a zip, found nothing at {path}. Give the file that was downloaded."
                )
            self._stack = stack.pop_all()
        self.members.sort(key=lambda member: member.parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # --- folders

    def _folder(self) -> None:
        counted: dict[str, int] = {}
        for number, (parts, entry) in enumerate(self._walk(self.path.resolve(), ())):
            if number >= self._limits.members:
                raise SourceError(
                    f"{self.path} holds more than {self._limits.members} files, more than a class hands in. Give the "
                    "folder with the downloaded submissions only."
                )
            counted[parts[0]] = counted.get(parts[0], 0) + 1
            if len(parts) > 1 and counted[parts[0]] > self._limits.inner_members:
                if counted[parts[0]] == self._limits.inner_members + 1:
                    self._left("too_many_files", (parts[0],), limit=self._limits.inner_members)
                continue
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISLNK(mode):
                self._left("link", parts)
            elif stat.S_ISDIR(mode):
                self._left("too_deep", parts)
            elif not stat.S_ISREG(mode):
                self._left("special_file", parts)
            elif any(is_odd(part) for part in parts):
                self._left("odd_name", parts)
            else:
                self._file(parts, Path(entry.path), entry)

    def _walk(self, folder: Path, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], os.DirEntry[str]]]:
        """Every entry that is no folder, and folders that are too deep. Links are entries, never ways."""
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as problem:
            if not parts:
                raise SourceError(f"{folder} cannot be read: {problem.strerror}.") from problem
            self._left("unreadable", parts, reason=problem.strerror or "")
            return
        for entry in entries:
            inner = (*parts, entry.name)
            if _is_junk(inner):
                continue
            if entry.is_dir(follow_symlinks=False) and len(inner) < self._limits.depth:
                yield from self._walk(Path(entry.path), inner)
            else:
                yield inner, entry

    def _file(self, parts: tuple[str, ...], path: Path, entry: os.DirEntry[str]) -> None:
        largest = self._limits.archive_bytes if _is_zip(parts) else self._limits.file_bytes

        def content() -> bytes:
            if path.lstat().st_size > largest:
                raise Problem(line("too_large", "/".join(parts), limit=largest))
            try:
                with opened(path.parent) as descriptor:
                    return read(descriptor, path.name, IntakeLimits(notebook_bytes=largest, hard_links=True))
            except Unreadable as problem:
                raise Problem(line("unreadable", "/".join(parts), reason=problem.outcome.sentence)) from None

        seconds = int(entry.stat(follow_symlinks=False).st_mtime)
        modified = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        self._add(Member(parts, content, modified), 0)

    # --- zips

    def _zip(self, file: IO[bytes], outer: tuple[str, ...], most: int) -> zipfile.ZipFile:
        """Raises SourceError; of an inner archive the caller makes it a problem of that archive."""
        name = "/".join(outer) or str(self.path)
        if directory_bytes(file) > self._limits.directory_bytes:
            raise _TooManyError(
                f"{name}: its list of files is longer than that of any class. Unpack it and look at it."
            )
        try:
            archive = zipfile.ZipFile(file)
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            OSError,
            ValueError,
            struct.error,
            NotImplementedError,
        ) as why:
            raise SourceError(
                f"{name}: expected a zip, found a file that cannot be read as one ({shown(why)}). Download it again; "
                "another kind of archive has to be unpacked first."
            ) from None
        number = len(archive.infolist())
        if number > most:
            archive.close()
            raise _TooManyError(f"{name} holds {number} files; at most {most} are looked at. Unpack it and look at it.")
        return archive

    def _list(self, archive: zipfile.ZipFile, again: _Opened, outer: tuple[str, ...]) -> None:
        """Every member of an archive; `again` opens it when one of them is read."""
        for info in archive.infolist():
            self._member(again, info, outer)

    def _member(self, again: _Opened, info: zipfile.ZipInfo, outer: tuple[str, ...]) -> None:
        name = decoded(info)
        parts = (*outer, *(part for part in name.split("/") if part not in ("", ".")))
        mode = info.external_attr >> 16
        drive = re.match(r"[A-Za-z]:", name) is not None
        if ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or drive:
            self._left("leaves_archive", (*outer, name))
        elif stat.S_ISLNK(mode):
            self._left("link", parts)
        elif name.endswith("/") or _is_junk(parts):
            return
        elif len(parts) == len(outer):
            self._left("odd_name", (*outer, name))
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            self._left("special_file", parts)
        elif any(is_odd(part) for part in parts) or len(parts) > self._limits.depth:
            self._left("odd_name", parts)
        elif info.flag_bits & 0x41:
            self._left("encrypted", parts)
        else:
            self._add(Member(parts, lambda: self._unpacked(again, info, parts), moment(info), in_zip=True), len(outer))

    def _unpacked(self, again: _Opened, info: zipfile.ZipInfo, parts: tuple[str, ...]) -> bytes:
        largest = self._limits.archive_bytes if _is_zip(parts) else self._limits.file_bytes
        path = "/".join(parts)
        if info.file_size > 1_000_000 and info.file_size > self._limits.ratio * max(1, info.compress_size):
            raise Problem(line("bomb", path, ratio=self._limits.ratio))
        if info.file_size > largest:
            raise Problem(line("too_large", path, limit=largest))
        try:
            with again() as archive, archive.open(info) as file:
                # What the header says of the size is not believed.
                content = file.read(largest + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as why:
            raise Problem(line("damaged", path, reason=why)) from None
        except Exception as why:  # lzma.LZMAError and whatever a decompressor finds in broken bytes
            raise Problem(line("damaged", path, reason=type(why).__name__)) from None
        if len(content) > largest:
            raise Problem(line("too_large", path, limit=largest))
        return content

    # --- both

    def _add(self, member: Member, level: int) -> None:
        """Keep a file; open it if it is a student's archive."""
        if not _is_zip(member.parts):
            if member.parts[-1].lower().endswith(_ARCHIVES):
                self._left("other_archive", member.parts)
            else:
                self.members.append(member)
            return
        if level:
            self._left("too_deep", member.parts)
            return
        # A class's archives are not held in memory: one is unpacked again when a file in it is read.
        try:
            with self._zip(BytesIO(member.content()), member.parts, self._limits.inner_members) as archive:
                self._list(archive, lambda: zipfile.ZipFile(BytesIO(member.content())), member.parts)
        except Problem as problem:
            self.problems.append(problem.line)
        except _TooManyError:
            self._left("too_many_files", member.parts, limit=self._limits.inner_members)
        except SourceError:
            self._left("damaged", member.parts, reason="it is no zip")

    def _left(self, code: str, parts: tuple[str, ...], **values: Any) -> None:
        self.problems.append(line(code, "/".join(parts), **values))


def _is_junk(parts: tuple[str, ...]) -> bool:
    return any(part in _JUNK or part.startswith("._") for part in parts)


def _is_zip(parts: tuple[str, ...]) -> bool:
    return parts[-1].lower().endswith(".zip")
