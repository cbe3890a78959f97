"""Every sentence exists in every language, with the same placeholders; an unknown language is refused."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import byhand
import byhand.units
from byhand.messages import TEXTS
from byhand.units.two_layers import Pieces
from byhand.units.two_layers.loop import Train
from byhand.words import available, current, say, say_all

CATALOGUES = sorted((Path(__file__).parents[2] / "i18n" / "checks").glob("*.po"))
SOURCES = sorted((Path(__file__).parents[2] / "src" / "byhand").rglob("*.py"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    byhand.languages("en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_catalogues() -> None:
    assert [path.stem for path in CATALOGUES] == [tag for tag in available() if tag != "en"]
    assert "zh-Hans" in available()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_says_exactly_todays_sentences(path: Path) -> None:
    entries = {entry.msgctxt: entry for entry in polib.pofile(str(path))}
    assert set(entries) == set(TEXTS), "keys only on one side"
    stale = [key for key, entry in entries.items() if entry.msgid != TEXTS[key] or entry.fuzzy or not entry.msgstr]
    assert not stale, f"in {path.name}, translate anew: {stale}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_and_code_survive_translation(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        assert placeholders(entry.msgstr) == placeholders(entry.msgid), entry.msgctxt
        code = re.compile(r"`[^`]+`")
        assert sorted(code.findall(entry.msgstr)) == sorted(code.findall(entry.msgid)), entry.msgctxt


def test_every_named_mistake_has_its_words_and_every_word_is_used() -> None:
    code = "\n".join(path.read_text() for path in SOURCES if "messages" not in path.parts)
    named = set(re.findall(r'"([A-Z]\d+)"', code))
    described = {key.split(".")[1] for key in TEXTS if key.startswith("mistake.")}
    assert named == described


def test_every_hidden_condition_has_its_words_and_every_word_is_used() -> None:
    conditions: set[str] = set()
    for module in pkgutil.iter_modules(byhand.units.__path__, "byhand.units."):
        unit = importlib.import_module(module.name)
        conditions |= {f"condition.{name}" for exercise in unit.EXERCISES.values() for name in exercise.conditions}
    conditions |= {f"condition.{name}" for name in Train(Pieces(*[print] * 8)).conditions}
    assert conditions == {key for key in TEXTS if key.startswith("condition.")}


def test_a_pair_says_each_sentence_twice_the_primary_language_first() -> None:
    byhand.languages("en", "zh-Hans")
    said = say_all("law.returned_nothing", name="h")
    assert [language for language, _ in said] == ["en", "zh-Hans"]
    assert said[0][1] == "Expected `h`, found `None`."
    assert re.search(r"[\u4e00-\u9fff]", said[1][1])
    byhand.languages("zh-Hans", "en")
    assert re.search(r"[\u4e00-\u9fff]", say("law.returned_nothing", name="h"))


def test_an_unknown_language_is_refused_and_the_choice_kept() -> None:
    byhand.languages("zh-Hans")
    with pytest.raises(ValueError, match="found 'tlh'"):
        byhand.languages("en", "tlh")
    with pytest.raises(ValueError, match="found none at all"):
        byhand.languages()
    assert current() == ("zh-Hans",)
