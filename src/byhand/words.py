"""Says every message of the course in the languages its reader chose; it must never fail a student for a missing word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polib

from byhand.messages import TEXTS

SOURCE_LANGUAGE = "en"
_chosen: tuple[str, ...] = (SOURCE_LANGUAGE,)


def _catalogue_folder() -> Path:
    """The folder of `<lang>.po` files: inside an installed package, or in the repository for an editable install."""
    packaged = Path(__file__).parent / "locale"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "i18n" / "checks"


def available() -> tuple[str, ...]:
    """Every language the messages can be said in, English first."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in _catalogue_folder().glob("*.po")))


def languages(*tags: str) -> None:
    """Choose the languages of cards and captions, the primary one first, as in `languages("en", "zh-Hans")`.

    Raises ValueError, and keeps the earlier choice, when a tag is unknown or none is given.
    """
    global _chosen
    unknown = [tag for tag in tags if tag not in available()]
    if unknown or not tags:
        found = ", ".join(map(repr, unknown)) or "none at all"
        raise ValueError(
            f"languages() expected one or more of {', '.join(map(repr, available()))}; found {found}. "
            'Choose for example languages("en", "zh-Hans").'
        )
    _chosen = tuple(dict.fromkeys(tags))


def current() -> tuple[str, ...]:
    """The languages in force, the primary one first."""
    return _chosen


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    """Message key -> text in `language`; stale (fuzzy) and empty entries are left out."""
    entries = polib.pofile(str(_catalogue_folder() / f"{language}.po"))
    return {
        entry.msgctxt: entry.msgstr
        for entry in entries
        if entry.msgctxt and entry.msgstr and not entry.fuzzy and not entry.obsolete
    }


def say_in(language: str, key: str, /, **args: object) -> str:
    """The message `key` in one language, its placeholders filled; English stands in for a missing translation.

    Raises KeyError for a key that no message has: that is an author's slip, not a student's.
    """
    english = TEXTS[key]
    text = english if language == SOURCE_LANGUAGE else _catalogue(language).get(key, english)
    # A message among the arguments ("expected {shape}") is said in the same language as the sentence around it.
    return text.format(
        **{name: value.said(language) if hasattr(value, "said") else value for name, value in args.items()}
    )


def say(key: str, /, **args: object) -> str:
    """The message `key` in the primary language."""
    return say_in(_chosen[0], key, **args)


def say_all(key: str, /, **args: object) -> list[tuple[str, str]]:
    """The message `key` in every chosen language, as (language tag, text) pairs, the primary one first."""
    return [(language, say_in(language, key, **args)) for language in _chosen]
