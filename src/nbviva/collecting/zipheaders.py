"""What a zip says of itself, before and beside what Python's zipfile reads: sizes, names, times. Nothing is believed."""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import IO

_END, _END_64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


def decoded(info: zipfile.ZipInfo) -> str:
    """A member's whole name. Without the flag for UTF-8 it may be UTF-8 all the same, as macOS and Info-ZIP write it."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def moment(info: zipfile.ZipInfo) -> datetime | None:
    """The clock of whoever made the archive, without a zone."""
    try:
        return datetime(*info.date_time)
    except ValueError:
        return None


def directory_bytes(file: IO[bytes]) -> int:
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
