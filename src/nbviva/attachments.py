"""Takes the pictures of a written answer, and nothing else that an attachment may be.

A picture is PNG or JPEG by its type and by its first bytes, in canonical base64, of bounded size. It is never decoded
as a picture here: whoever shows it lets a browser do that. Vector graphics are text that can carry scripts: dropped.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .folder import is_odd
from .outcomes import Outcome, outcome
from .submission import Attachment, IntakeLimits

MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


class Pictures:
    """Takes attachments cell by cell and keeps count of what one notebook may hold in all."""

    def __init__(self, limits: IntakeLimits) -> None:
        self._limits = limits
        self._left_bytes = limits.attachments_bytes

    def take(self, found: Any, where: str, notes: list[Outcome]) -> tuple[Attachment, ...]:
        """Return the pictures of a cell's `attachments`; `notes` gains a line for each one that is left out."""
        if found in (None, {}):
            return ()
        if not isinstance(found, dict):
            notes.append(outcome("attachment_dropped", where, reason="it is not as notebooks store them"))
            return ()
        taken: list[Attachment] = []
        for name, bundle in found.items():
            picture = self._picture(name, bundle)
            if isinstance(picture, Attachment):
                taken.append(picture)
            else:
                notes.append(outcome("attachment_dropped", where, reason=picture))
        return tuple(taken)

    def _picture(self, name: str, bundle: Any) -> Attachment | str:
        """Return the picture, or in words why it is left out."""
        if not name or is_odd(name) or any(character in name for character in "/<>\"'&"):
            return "its name is odd"
        if not isinstance(bundle, dict) or len(bundle) != 1:
            return "it is not one picture"
        [(mime, text)] = bundle.items()
        if mime not in MAGIC or not isinstance(text, str):
            return "it is neither PNG nor JPEG"
        # Four characters of base64 for three bytes: known to be too large before it is decoded.
        if len(text) * 3 // 4 > min(self._limits.attachment_bytes, self._left_bytes) + 3:
            return f"it has more than {self._limits.attachment_bytes} bytes, or the notebook's pictures together do"
        compact = "".join(text.split())
        try:
            content = base64.b64decode(compact, validate=True)
        except (binascii.Error, ValueError):
            return "it is damaged"
        if not content.startswith(MAGIC[mime]):
            return "its content is not what its type says"
        if len(content) > min(self._limits.attachment_bytes, self._left_bytes):
            return f"it has more than {self._limits.attachment_bytes} bytes, or the notebook's pictures together do"
        self._left_bytes -= len(content)
        return Attachment(name, mime, base64.b64encode(content).decode())


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def plain_names(source: str, attachments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a written answer and its pictures under names that every renderer finds: no spaces, no other scripts.

    nbconvert looks a picture up by the address as it stands in the text, where Jupyter writes `my%20sketch.png`.
    """
    renamed: dict[str, Any] = {}
    for number, (name, bundle) in enumerate(attachments.items(), start=1):
        plain = name
        if not _PLAIN.fullmatch(name):
            ending = "jpg" if "image/jpeg" in bundle else "png"
            plain = f"picture-{number}.{ending}"
            while plain in attachments or plain in renamed:
                plain = f"picture-{plain}"
            for written in (name, quote(name), quote(name, safe="")):
                source = source.replace(f"attachment:{written}", f"attachment:{plain}")
        renamed[plain] = bundle
    return source, renamed
