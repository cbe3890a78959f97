"""A folder or a zip as a list of files with their paths: nothing unpacked, no link followed, every limit named.

A file's bytes are read only when somebody asks for them. What one student put into the export can cost that file, never
the rest: only an archive that is none, or has more members than any class, is refused as a whole.
"""

from __future__ import annotations

import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

from ..folder import Unreadable, is_odd, opened, read
from ..outcomes import shown
from ..submission import IntakeLimits
from .said import Line, line


class SourceError(RuntimeError):
    """Nothing of a source can be collected; the message says what was expected, found, and what to do."""


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


# What computers and Jupyter leave beside notebooks.
_JUNK = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", ".virtual_documents"})
_ARCHIVES = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_END, _END_64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


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
                self._zip(path, (), self._limits.members)
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
        for number, (parts, entry) in enumerate(self._walk(self.path, ())):
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
        moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        self._add(Member(parts, content, moment), 0)

    # --- zips

    def _zip(self, file: Path | IO[bytes], outer: tuple[str, ...], most: int) -> None:
        """Raises SourceError; of an inner archive the caller makes it a problem of that archive."""
        name = "/".join(outer) or str(file)
        opened_file = self._stack.enter_context(file.open("rb")) if isinstance(file, Path) else file
        if _directory_bytes(opened_file) > self._limits.directory_bytes:
            raise SourceError(f"{name}: its list of files is longer than that of any class. Unpack it and look at it.")
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(opened_file))
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
        infos = archive.infolist()
        if len(infos) > most:
            raise SourceError(
                f"{name} holds {len(infos)} files; at most {most} are looked at. Unpack it and look at it."
            )
        for info in infos:
            self._member(archive, info, outer)

    def _member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: tuple[str, ...]) -> None:
        name = _decoded(info)
        parts = (*outer, *(part for part in name.split("/") if part not in ("", ".")))
        mode = info.external_attr >> 16
        drive = re.match(r"[A-Za-z]:", name) is not None
        if ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or drive:
            self._left("leaves_archive", (*outer, name))
        elif stat.S_ISLNK(mode):
            self._left("link", parts)
        elif info.is_dir() or _is_junk(parts) or len(parts) == len(outer):
            return
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            self._left("special_file", parts)
        elif any(is_odd(part) for part in parts) or len(parts) > self._limits.depth:
            self._left("odd_name", parts)
        elif info.flag_bits & 0x41:
            self._left("encrypted", parts)
        else:
            self._add(
                Member(parts, lambda: self._unpacked(archive, info, parts), _moment(info), in_zip=True), len(outer)
            )

    def _unpacked(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...]) -> bytes:
        largest = self._limits.archive_bytes if _is_zip(parts) else self._limits.file_bytes
        path = "/".join(parts)
        if info.file_size > 1_000_000 and info.file_size > self._limits.ratio * max(1, info.compress_size):
            raise Problem(line("bomb", path, ratio=self._limits.ratio))
        if info.file_size > largest:
            raise Problem(line("too_large", path, limit=largest))
        try:
            with archive.open(info) as file:
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
        before = len(self.members), len(self.problems)
        try:
            self._zip(BytesIO(member.content()), member.parts, self._limits.inner_members)
        except Problem as problem:
            self.problems.append(problem.line)
        except SourceError as problem:
            del self.members[before[0] :], self.problems[before[1] :]
            many = "at most" in str(problem) or "longer" in str(problem)
            if many:
                self._left("too_many_files", member.parts, limit=self._limits.inner_members)
            else:
                self._left("damaged", member.parts, reason="it is no zip")

    def _left(self, code: str, parts: tuple[str, ...], **values: Any) -> None:
        self.problems.append(line(code, "/".join(parts), **values))


def _is_junk(parts: tuple[str, ...]) -> bool:
    return any(part in _JUNK or part.startswith("._") for part in parts)


def _is_zip(parts: tuple[str, ...]) -> bool:
    return parts[-1].lower().endswith(".zip")


def _decoded(info: zipfile.ZipInfo) -> str:
    """A member's whole name. Without the flag for UTF-8 it may be UTF-8 all the same, as macOS and Info-ZIP write it."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _moment(info: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None


def _directory_bytes(file: IO[bytes]) -> int:
    """How long an archive says that its list of members is (PKWARE APPNOTE 4.3.14 to 4.3.16); 0 if it does not say."""
    end = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, end - 66_000))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + 22:
        return 0
    size: int = struct.unpack_from("<L", tail, place + 12)[0]
    if size == 0xFFFFFFFF and tail[place - 20 : place - 16] == _LOCATOR:
        where: int = struct.unpack_from("<Q", tail, place - 12)[0]
        if where - start >= 0 and tail[where - start :][:4] == _END_64:
            size = struct.unpack_from("<Q", tail, where - start + 40)[0]
    return size
