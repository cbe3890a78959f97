"""Foreign text -> text in which every character shows itself: no control characters, no text directions, no surrogates.

Colours of a terminal (SGR sequences) stay where asked, but only well-formed ones: nbconvert's converter stops with an
IndexError at `ESC [38m`, and takes quadratic time over very many of them.
"""

from __future__ import annotations

import re

COLOURS = 2000
"""Colour changes that one text keeps; later ones are left out, their text stays."""

_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|\d?\d)"
_SGR_PART = rf"(?:[34]8;5;{_BYTE}|[34]8;2;{_BYTE};{_BYTE};{_BYTE}|(?![34]8[;m])\d?\d|10[0-7])?"
_SGR = rf"\x1b\[{_SGR_PART}(?:;{_SGR_PART}){{0,15}}m"
# What else terminals obey (moving, erasing). The renderers leave it out too; progress bars are full of it.
_OTHER_SEQUENCE = r"\x1b\[[0-9;?]{0,30}[A-KSTfhlmnsu]"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ud800-\udfff\ufffe\uffff]"
_IN_OUTPUT = re.compile(rf"(?P<sgr>{_SGR})|(?P<other>{_OTHER_SEQUENCE})|(?P<unseen>{_UNSEEN})", re.ASCII)
_IN_SOURCE = re.compile(_UNSEEN)
_NEWLINES = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    r"""Return what a stream or a traceback says: colours, tabs and newlines stay, the rest shows as `\x1b`, `\u202e`."""
    colours = 0

    def seen(found: re.Match[str]) -> str:
        nonlocal colours
        if found["unseen"]:
            return _named(found[0])
        colours += 1
        return found[0] if found["sgr"] and colours <= COLOURS else ""

    if "\r" in text:
        # The rest of a line writes over what stands before a carriage return: of a progress bar, the last state stays.
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return _IN_OUTPUT.sub(seen, text)


def visible(source: str) -> str:
    """Return the text of a document (Markdown, HTML, LaTeX): what cannot be seen becomes U+FFFD, line ends newlines."""
    return _IN_SOURCE.sub("\ufffd", _NEWLINES.sub("\n", source))


def _named(character: str) -> str:
    # A surrogate cannot be stored as UTF-8, and was never a character.
    if "\ud800" <= character <= "\udfff" or character > "\ufffd":
        return "\ufffd"
    return f"\\x{ord(character):02x}" if character <= "\xff" else f"\\u{ord(character):04x}"
