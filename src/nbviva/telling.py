"""Tells a student why, under a cell, in the languages of the notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nbviva.outputs import card
from nbviva.reasons import Why


class Telling:
    """The languages of one notebook, and the sentences that there are in them."""

    def __init__(self, languages: Sequence[str], translations: Mapping[str, Mapping[str, str]]) -> None:
        """`translations`: language -> code -> sentence, see `nbviva.reasons.translations`."""
        self._languages = languages
        self._translations = translations

    def told(self, why: Mapping[str, str]) -> list[tuple[str, str]]:
        """A reason as (language, sentence); in English where it is told in none of the notebook's languages."""
        if not isinstance(why, Why):
            return [("en", why["sentence"])]
        said = [
            (tag, why["sentence"] if tag == "en" else why.said(self._translations.get(tag, {})))
            for tag in self._languages or ("en", *self._translations)
        ]
        return [each for each in said if each[1]] or [("en", why["sentence"])]

    def say(self, cell: dict[str, Any], why: Mapping[str, str]) -> None:
        """Put it under the cell."""
        cell["outputs"].append(card(self.told(why)))
