"""A picture that shows itself in a notebook, with a caption and a text alternative in every chosen language.

It must never import IPython: a notebook asks for `_repr_mimebundle_`, anything else reads `repr`.
The image goes out inside HTML, because that is the only way to a true `alt`: for a bare image/png, JupyterLab 4.6
writes no `alt` at all and nbconvert's default template writes "No description has been provided for this image".
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from dataclasses import dataclass

from byhand.findings import Message, message
from byhand.showing import inline, visible

_PANEL = (
    "display:inline-block;box-sizing:border-box;max-width:100%;margin:6px 0;padding:10px 14px 12px;"
    "border:1px solid #c9ced6;border-radius:8px;background:#ffffff;color:#1c2430;font:14px/1.5 system-ui,sans-serif"
)
_UNSPACED = ("zh", "ja")  # no space between two sentences


def told(sentences: Iterable[Message]) -> list[tuple[str, str]]:
    """The sentences joined to one paragraph a language, as (language tag, text) pairs, the primary language first."""
    by_language: dict[str, list[str]] = {}
    for sentence in sentences:
        for language, text in sentence.in_all():
            by_language.setdefault(language, []).append(text)
    return [
        (language, ("" if language.startswith(_UNSPACED) else " ").join(texts))
        for language, texts in by_language.items()
    ]


def plain(text: str) -> str:
    """The text without the backticks around code, for places that show no markup."""
    return visible(text).replace("`", "")


def complaint(key: str, /, **args: object) -> ValueError:
    """The error that tells a student, in every chosen language, why nothing could be drawn."""
    return ValueError("\n".join(plain(text) for _, text in message(key, **args).in_all()))


@dataclass(frozen=True)
class Picture:
    """A drawn picture. As the last expression of a notebook cell it shows itself."""

    # The bytes of a PNG file, drawn with two pixels for each CSS pixel.
    png: bytes
    # Size on the page, in CSS pixels.
    width: int
    height: int
    # What to look for: shown under the picture.
    caption: tuple[Message, ...]
    # What the picture says, with the numbers that matter: for who does not see it.
    description: tuple[Message, ...]

    @property
    def alt(self) -> list[tuple[str, str]]:
        """The text alternative as (language tag, text) pairs, the primary language first."""
        return [(language, plain(text)) for language, text in told(self.description)]

    def html(self) -> str:
        """The figure as HTML, its image inside, on a white panel like the cards."""
        language, text = self.alt[0]
        image = (
            f'<img lang="{language}" alt="{html.escape(text)}" width="{self.width}" height="{self.height}" '
            'style="display:block;max-width:100%;height:auto;background-color:#ffffff" '
            f'src="data:image/png;base64,{base64.b64encode(self.png).decode("ascii")}">'
        )
        # An `alt` has one language only: the fold below the caption holds them all.
        summary = " · ".join(
            f'<span lang="{language}">{inline(said)}</span>' for language, said in message("picture.in_words").in_all()
        )
        return (
            f'<figure style="{_PANEL}">{image}'
            f'<figcaption style="max-width:{self.width}px;padding:0 4px">{_paragraphs(self.caption)}'
            f'<details style="margin:6px 0 0"><summary style="display:list-item;cursor:pointer;color:#47525d">{summary}</summary>'
            f"{_paragraphs(self.description)}</details></figcaption></figure>"
        )

    def __repr__(self) -> str:
        return "\n".join(text for _, text in self.alt)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": repr(self)}


def _paragraphs(sentences: Iterable[Message]) -> str:
    """One paragraph a language; its `lang` also lets the browser pick the right Han glyphs."""
    return "".join(
        f'<p lang="{language}" style="margin:6px 0 0">{inline(text)}</p>' for language, text in told(sentences)
    )
