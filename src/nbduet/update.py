"""Bring a catalogue in step with its source notebooks. No translation is lost: it is marked, or set aside."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib

from .catalogue import closest, read_po
from .text import Segment

# msgctxt and msgid
Key = tuple[str, str]


def update(po: polib.POFile, segments: Iterable[tuple[str, Segment]]) -> None:
    """Bring `po` in step with `segments` (context, segment), in their order.

    A text that is new gets an empty entry. A changed text keeps the translation of the text it replaces,
    marked fuzzy and with the previous text: nothing can be built from it before a translator has looked.
    Texts that are gone become obsolete.
    """
    kinds: dict[Key, str] = {}
    for context, segment in segments:
        kinds.setdefault((context, segment.text), segment.kind.value)
    old: dict[Key, polib.POEntry] = {}
    for entry in po:
        key = (entry.msgctxt or "", entry.msgid)
        # An obsolete entry never hides the living one of the same text.
        if key not in old or old[key].obsolete:
            old[key] = entry
    spare = {key: entry for key, entry in old.items() if key not in kinds and entry.msgstr}
    entries = []
    for (context, text), kind in kinds.items():
        entry = old.get((context, text)) or _new(context, text, spare)
        entry.obsolete = False
        entry.comment = kind
        entries.append(entry)
    for entry in spare.values():
        entry.obsolete = True
        entry.comment = ""
    po[:] = [*entries, *sorted(spare.values(), key=lambda entry: (entry.msgctxt or "", entry.msgid))]


def _new(context: str, text: str, spare: dict[Key, polib.POEntry]) -> polib.POEntry:
    """Return an entry for a new text, made from the spare entry that it most likely grew out of."""
    entry = polib.POEntry(msgctxt=context, msgid=text, msgstr="")
    mine = {key: value for key, value in spare.items() if key[0] == context}
    for key, before in mine.items():
        if before.fuzzy and before.previous_msgid == text:
            # The change was taken back: the translation fits again.
            del spare[key]
            entry.msgstr, entry.tcomment = before.msgstr, before.tcomment
            return entry
    likely = closest(text, [msgid for _, msgid in mine])
    origin = next((key for key in spare if key[1] == text), None) if likely is None else (context, likely)
    if origin is None:
        return entry
    before = spare.pop(origin)
    entry.msgstr, entry.tcomment, entry.fuzzy = before.msgstr, before.tcomment, True
    # An entry that was already stale keeps the text that its translation really belongs to.
    entry.previous_msgid = before.previous_msgid if before.fuzzy and before.previous_msgid else before.msgid
    if origin[0] != context:
        entry.previous_msgctxt = origin[0]
    return entry


def empty_po(unit: str, language: str) -> polib.POFile:
    """Return a catalogue without entries. It has no dates: they would change in every commit."""
    po = polib.POFile(wrapwidth=-1)
    po.metadata = {
        "Project-Id-Version": unit,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return po


def update_file(path: Path, unit: str, segments: Iterable[tuple[str, Segment]], prune: bool = False) -> bool:
    """Bring the catalogue at `path` in step, making it where it is missing; return whether the file changed.

    With `prune`, entries of texts that are gone are dropped. Raises Refusal where the file is no catalogue.
    """
    po = read_po(path) if path.exists() else empty_po(unit, path.stem)
    update(po, segments)
    if prune:
        po[:] = [entry for entry in po if not entry.obsolete]
    return write_po(po, path)


def write_po(po: polib.POFile, path: Path) -> bool:
    """Write a catalogue, one line a message; return whether the file changed."""
    text = str(po)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".po.tmp")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)
    return True
