"""The engine's own folder in a course, .nbviva/: the course's secret, and the lock of the one writer of the records.

The secret never leaves the process that reads it: submissions get keys made from it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .place import explained

SECRET_BYTES = 32


class PrivateError(RuntimeError):
    """The course's secret cannot be used; the message says why and what to do."""


def key_for(secret: bytes, assignment: str, notebook: str, student: str) -> bytes:
    """The key from which one submission's hidden numbers are drawn: 32 bytes, the same again for the same names."""
    message = "\0".join((assignment, notebook, student)).encode("utf-8", "surrogateescape")
    return hmac.new(secret, message, hashlib.sha256).digest()


def course_secret(path: Path) -> bytes:
    """Return the course's secret, made at its first use. Raises PrivateError for a file that is none."""
    try:
        if not os.path.lexists(path):
            _make(path)
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode) or seen.st_size != SECRET_BYTES:
            raise PrivateError(
                f"{path}: expected a file of {SECRET_BYTES} random bytes, found something else. Put the course's own "
                "back from a backup; or remove it, and the next grading makes another and draws other hidden numbers."
            )
        if stat.S_IMODE(seen.st_mode) & 0o077:
            raise PrivateError(f"{path}: others than its owner may read the secret. Run: chmod 600 {path}")
        return path.read_bytes()
    except OSError as problem:
        raise PrivateError(
            f"{path}: expected to read the course's secret or to make it, found an error ({problem.strerror}). Make room, "
            "or let this user read and write there, and run the same command again. Nothing was changed."
        ) from problem


def private_folder(folder: Path) -> None:
    """Make the engine's folder, which git leaves alone, unless it is there."""
    ignore = folder / ".gitignore"
    if ignore.is_file() and ignore.stat().st_size:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignore.write_text("*\n", encoding="ascii")


def _make(path: Path) -> None:
    private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # Linked, not renamed: where another run has made the secret in the meantime, its secret stays.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@contextmanager
def one_writer(course: Path) -> Iterator[None]:
    """Hold the course's records alone, waiting for another run's recording, which takes milliseconds.

    The lock goes with the process that holds it, however that ends. Where the file system knows no locks, there is
    none, and two runs at once must be avoided by the one who starts them. Raises PlaceError where it cannot be made.
    """
    folder = course / ".nbviva"
    try:
        private_folder(folder)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise explained(problem, folder) from problem
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
