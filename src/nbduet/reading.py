"""The mark that an entry was read a second time: a checksum of what the reader saw, so that it ends with any change."""

from __future__ import annotations

import hashlib
import re

import polib

_MARK = re.compile(r"^read: *([0-9a-f]*) *$", re.MULTILINE)


def is_read(entry: polib.POEntry) -> bool:
    """Say whether somebody read this text with this translation, both as they stand now."""
    return _checksum(entry) in _MARK.findall(entry.tcomment or "")


def mark_read(entry: polib.POEntry) -> bool:
    """Mark a translated entry as read a second time; return whether that is new. A stale or empty one is left alone."""
    if entry.obsolete or entry.fuzzy or not entry.msgstr.strip() or is_read(entry):
        return False
    others = [line for line in (entry.tcomment or "").split("\n") if line and not _MARK.match(line)]
    entry.tcomment = "\n".join([*others, f"read: {_checksum(entry)}"])
    return True


def _checksum(entry: polib.POEntry) -> str:
    said = "\0".join((entry.msgctxt or "", entry.msgid, entry.msgstr))
    return hashlib.sha256(said.encode()).hexdigest()[:8]
