"""What a check found, as data in no language: a card says it later, in the languages its reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from byhand.words import say_all, say_in

Law = Literal["implemented", "runs", "type", "shape", "manners", "values", "edges"]
"""The laws of a check in their order; the first one broken ends it."""


@dataclass(frozen=True)
class Message:
    """A sentence by its key in byhand.messages, and what fills its placeholders (other messages among them)."""

    key: str
    args: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The sentence in one language."""
        return say_in(language, self.key, **self.args)

    def in_all(self) -> list[tuple[str, str]]:
        """The sentence in every chosen language, as (language tag, text) pairs."""
        return say_all(self.key, **self.args)


def message(key: str, /, **args: object) -> Message:
    """Message(key, args), written shorter."""
    return Message(key, args)


@dataclass(frozen=True)
class Finding:
    """One broken law, ready for a card."""

    law: Law
    what: Message
    """What was expected and what was found."""
    next_step: Message
    """What to do now; never the answer."""
    where: Message | None = None
    how_much: Message | None = None
    mistake: str | None = None
    """The id of the mistake in the catalogue, where the evidence names exactly one."""
    cause: Message | None = None
    """The likely cause, in words: that mistake's description."""
    picture: str | None = None
    """Inline SVG showing where the error sits, where a picture explains more than words."""
    condition: Message | None = None
    """The hidden condition under which it was found; None for a visible check."""
    share: float = 0.0
    """The part of the points, in [0, 1], that an answer with this fault still earns."""


def name_mistake(finding: Finding, mistake: str) -> Finding:
    """The same finding with the mistake's description and hint in place of the general next step."""
    cause, hint = message(f"mistake.{mistake}.cause"), message(f"mistake.{mistake}.hint")
    return replace(finding, mistake=mistake, cause=cause, next_step=hint)
