"""The page of cards shows every mistake of the bank, in today's words."""

from __future__ import annotations

import html
import re

import pytest

import course
import gallery
from byhand.words import say_in

SHOWN = gallery.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", course.units())
def test_every_mistake_of_the_bank_has_its_card_under_its_own_id(unit: str) -> None:
    wanted = {f"{unit[:2]}-{answer.id}" for answer in gallery.answers(unit)}
    assert wanted == set(re.findall(rf'<h3 id="({unit[:2]}-[A-Z]\d+)"', SHOWN)), "run: make gallery"
    assert all(f'href="#{place}"' in SHOWN for place in wanted)


@pytest.mark.parametrize("unit", course.units())
def test_the_cards_speak_todays_words_in_both_languages(unit: str) -> None:
    plain = html.unescape(re.sub(r"<[^>]+>", "", SHOWN))
    for answer in gallery.answers(unit):
        for language in gallery.LANGUAGES:
            cause = say_in(language, f"mistake.{answer.id}.cause").replace("`", "")
            assert cause in plain, f"{answer.id} in {language}; run: make gallery"


def test_the_page_needs_no_network() -> None:
    assert not re.search(r'(src|href)="(?!#|data:)', SHOWN)
    assert "<script" not in SHOWN
