"""Makes what a student's process or pen produced safe, once, before any page shows it. Nothing here raises for it.

Outputs pass an allow-list of types; text, HTML, Markdown and pictures each have their own module. The rest of the
outputs' form (metadata, unknown fields) is built anew, never copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .htmltext import TAGS, clean_html, tags_in
from .markdowntext import clean_markdown
from .outcomes import shown
from .picturedata import SVG, canonical, data_url, drawing_url
from .visibletext import clean_text

__all__ = ["clean_markdown", "clean_outputs", "clean_text"]

_PICTURES = ("image/png", "image/jpeg", "image/gif")
_DOCUMENTS = ("text/markdown", "text/latex")
_PLAIN = "text/plain"
_HTML = "text/html"
# What an output costs beyond its text, so that a million empty ones are too many as well.
_OVERHEAD_BYTES = 100
_NAMES = 20
_SIDE_PIXELS = 10_000


def clean_outputs(outputs: list[dict[str, Any]], limit_bytes: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a cell's outputs made safe, together of at most about `limit_bytes`, and names of what was left out.

    Each name is said once, at most _NAMES of them. What is cut or left out leaves a mark where it stood.
    """
    room = _Room(limit_bytes)
    made: list[dict[str, Any]] = []
    for place, output in enumerate(outputs if isinstance(outputs, list) else []):
        if room.left <= 0:
            rest = len(outputs) - place
            made.append(_stream("stderr", f"[{rest} more outputs: over the limit of {limit_bytes} bytes]\n"))
            room.note("outputs over the limit")
            break
        room.left -= _OVERHEAD_BYTES
        cleaned = _output(output, room)
        if cleaned is not None:
            made.append(cleaned)
    return made, room.names


class _Room:
    """Counts what one cell's outputs may still take, and collects names of what was left out."""

    def __init__(self, limit_bytes: int) -> None:
        self.left = limit_bytes
        self.tags = TAGS
        self.names: list[str] = []

    def note(self, name: str) -> None:
        """Remember a name, once."""
        if name not in self.names and len(self.names) < _NAMES:
            self.names.append(name)

    def text(self, raw: str, cleaner: Callable[[str], str] = clean_text) -> str:
        """Return the text cleaned, cut to the room that is left; it takes that room."""
        room = max(0, self.left)
        # Cut before it is cleaned too: cleaning takes time.
        cleaned = cleaner(raw[:room])
        content = cleaned.encode()
        missing = max(0, len(raw) - room)
        if len(content) > room or missing:
            missing += max(0, len(content) - room)
            # Cut through the middle of a colour or of a pair of tags: cleaned once more.
            kept = content[:room].decode(errors="ignore")
            cleaned = f"{cleaner(kept)}\n[… {missing} more: over the limit]\n"
            self.note("text over the limit")
        self.left -= min(len(content), room)
        return cleaned

    def fits(self, text: str, name: str) -> bool:
        """Say whether what cannot be cut fits; it takes its room then."""
        if len(text.encode()) > self.left:
            self.note(f"{name} over the limit")
            return False
        self.left -= len(text.encode())
        return True


def _output(output: Any, room: _Room) -> dict[str, Any] | None:
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        name = output.get("name")
        return _stream("stderr" if name == "stderr" else "stdout", room.text(_joined(output.get("text")) or ""))
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": room.text(_joined(output.get("ename")) or "", _one_line),
            "evalue": room.text(_joined(output.get("evalue")) or ""),
            "traceback": _traceback([lines] if isinstance(lines, str) else lines, room),
        }
    if kind in ("display_data", "execute_result"):
        data, metadata = _bundle(output.get("data"), output.get("metadata"), room)
        made = {"output_type": kind, "data": data, "metadata": metadata}
        if kind == "execute_result":
            count = output.get("execution_count")
            made["execution_count"] = count if type(count) is int and 0 <= count < 10**9 else None
        return made if data else None
    room.note(f"output of type {shown(kind)}")
    return None


def _stream(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _joined(value: Any) -> str | None:
    """Return a multi-line string of nbformat, which may be a list of its lines."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else None


def _one_line(text: str) -> str:
    return shown(text)


def _traceback(lines: Any, room: _Room) -> list[str]:
    made: list[str] = []
    for line in lines if isinstance(lines, list) else []:
        if isinstance(line, str) and room.left > 0:
            room.left -= 10
            made.append(room.text(line))
    return made


def _bundle(data: Any, metadata: Any, room: _Room) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the allowed representations of one object, richest first, and the sizes of its pictures."""
    if not isinstance(data, dict):
        room.note("output without data")
        return {}, {}
    given = {mime: _joined(value) for mime, value in data.items() if isinstance(mime, str)}
    left_out = [mime for mime in given if mime not in (*_PICTURES, *_DOCUMENTS, SVG, _PLAIN, _HTML)]
    kept: dict[str, Any] = {}
    sizes: dict[str, Any] = {}
    for mime in _PICTURES:
        encoded = _picture(mime, given.get(mime), room) if mime in given else None
        if encoded is not None:
            kept[mime] = encoded
            sizes |= _size(mime, metadata)
        elif mime in given:
            left_out.append(mime)
    markup = _markup(given[_HTML] or "", room) if _HTML in given else None
    if markup is not None:
        kept[_HTML] = markup
    elif _HTML in given:
        left_out.append(_HTML)
    for mime in _DOCUMENTS:
        if mime in given:
            kept[mime] = room.text(given[mime] or "", lambda raw: _document(raw, room))
    if not kept.keys() - {"image/gif"}:
        # nbconvert shows no GIF, and an SVG would stand in the page as it is: both as pictures of an HTML output.
        tag = _as_tag(kept.pop("image/gif", None), given.get(SVG))
        if tag is not None and room.fits(tag, "picture"):
            kept[_HTML] = tag
            sizes.clear()
        elif SVG in given:
            left_out.append(SVG)
    if _PLAIN in given:
        kept[_PLAIN] = room.text(given[_PLAIN] or "")
    names = [shown(mime) for mime in left_out]
    for name in names:
        room.note(name)
    if not kept and names:
        kept[_PLAIN] = room.text(f"[left out: {', '.join(names[:_NAMES])}]")
    return kept, sizes


def _picture(mime: str, text: str | None, room: _Room) -> str | None:
    # Four characters of base64 for three bytes; white space apart, nothing larger is worth decoding.
    if text is None or len(text) > 2 * max(0, room.left) + 1000:
        return None
    encoded = canonical(mime, text)
    return encoded if encoded is not None and room.fits(encoded, "picture") else None


def _size(mime: str, metadata: Any) -> dict[str, dict[str, int]]:
    given = metadata.get(mime) if isinstance(metadata, dict) else None
    if not isinstance(given, dict):
        return {}
    size = {side: given[side] for side in ("width", "height") if type(given.get(side)) is int}
    size = {side: pixels for side, pixels in size.items() if 0 < pixels <= _SIDE_PIXELS}
    return {mime: size} if size else {}


def _as_tag(gif: str | None, svg: str | None) -> str | None:
    url = data_url("image/gif", gif) if gif else drawing_url(svg) if svg else None
    return None if url is None else f'<img src="{url}" alt="">'


def _markup(text: str, room: _Room) -> str | None:
    tags = tags_in(text)
    if tags > room.tags or len(text) > 4 * max(0, room.left) + 1000:
        room.note("text/html over the limit")
        return None
    room.tags -= tags
    cleaned, found = clean_html(text)
    for name in found:
        room.note(f"{_HTML}: {name}")
    if cleaned.strip() and room.fits(cleaned, _HTML):
        return cleaned
    # What was looked at in vain has cost its time: the next output has less room.
    room.left -= min(room.left, len(text))
    return None


def _document(text: str, room: _Room) -> str:
    cleaned, changed = clean_markdown(text, ())
    if changed:
        room.note("text/markdown or text/latex made safe")
    return cleaned
