"""Base64 text that claims to be a picture -> canonical base64 of a picture, or nothing. No picture is decoded."""

from __future__ import annotations

import base64
import binascii
import re

MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
SVG = "image/svg+xml"
_DATA_URL = re.compile(r"data:(image/[a-z+]{1,8});base64,([A-Za-z0-9+/=\s]+)", re.ASCII)


def canonical(mime: str, text: str) -> str | None:
    """Return the picture's base64 without anything else in it, or None: another type, damaged, or another content."""
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not content.startswith(MAGIC.get(mime, ())):
        return None
    return base64.b64encode(content).decode()


def data_url(mime: str, encoded: str) -> str:
    """Return the address that holds the picture itself."""
    return f"data:{mime};base64,{encoded}"


def own_picture(url: str) -> str | None:
    """Return `url` in canonical form if it holds its picture itself, else None: nothing is fetched from elsewhere."""
    found = _DATA_URL.fullmatch(url)
    if found is None:
        return None
    mime, text = found.groups()
    encoded = _drawing(text) if mime == SVG else canonical(mime, text)
    return None if encoded is None else data_url(mime, encoded)


def drawing_url(text: str) -> str | None:
    """Return an SVG as the address of a picture.

    In `<img>` a browser runs no script of an SVG and fetches nothing for it. Entities could make it swell: refused.
    """
    content = text.encode("utf-8", "replace")
    return data_url(SVG, base64.b64encode(content).decode()) if _is_drawing(content) else None


def _drawing(text: str) -> str | None:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(content).decode() if _is_drawing(content) else None


def _is_drawing(content: bytes) -> bool:
    return b"<svg" in content and b"<!ENTITY" not in content and b"\0" not in content
