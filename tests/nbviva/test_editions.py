"""A submission made from another edition (language) of the release is graded the same, and keeps its words."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import oven_course as tiny
import pytest
import tiny_master
from engine import KEY, need_engine, of, settings, shown, unit_of

from nbviva.editions import Edition, in_words_of, made_from, strange
from nbviva.examiner import Examiner
from nbviva.submission import SourceCell
from nbviva.unit import Unit, UnitError, load_unit

WORDS = {"title": "# Öfen", "prose": "Nun heize ihn.", "guess": "# Rate.\nguess = None"}


def translated(notebook: Any, languages: tuple[str, ...] = ("de",)) -> Any:
    """The German edition of a released notebook."""
    other = json.loads(json.dumps(notebook))
    for name, words in WORDS.items():
        tiny_master.cell(other, name)["source"] = words
    other["metadata"]["nbduet"] = {"languages": list(languages)}
    return other


def unit() -> Unit:
    """The unit about ovens, handed out in English and in German."""
    german = translated(tiny_master.release())
    released = {cell["id"]: cell["source"] for cell in german["cells"]}
    edition = {"released": released, "languages": ["de"]}
    return unit_of(tiny_master.master(), tiny_master.release(), languages=["en"], editions=[edition])


def handed_in(folder: Path, german: bool, **sources: str) -> Path:
    notebook = tiny_master.submitted()
    for name, words in WORDS.items() if german else ():
        tiny_master.cell(notebook, name)["source"] = words
    for name, source in sources.items():
        tiny_master.cell(notebook, name)["source"] = source
    return tiny_master.hand_in(folder, notebook)


@pytest.fixture(scope="module")
def engine() -> Any:
    need_engine()
    found = Examiner(unit().to_json(), settings() | {"translations": {"de": {"too_slow": "Zu langsam: {limit}."}}})
    return found


def examined(engine: Any, folder: Path) -> dict[str, Any]:
    made: dict[str, Any] = engine.examine(str(folder), "ada", KEY.hex())
    return made


def prose(made: dict[str, Any]) -> list[str]:
    return [tiny_master.cell(made["notebook"], name)["source"] for name in ("title", "prose")]


def test_the_same_answers_get_the_same_points_in_their_own_words(engine: Any, tmp_path: Path) -> None:
    english, german = (examined(engine, handed_in(tmp_path / tag, tag == "de")) for tag in ("en", "de"))
    assert prose(english) == ["# Ovens", "Now warm it."]
    assert prose(german) == [WORDS["title"], WORDS["prose"]]
    points = [[(cell["name"], cell["status"], cell["points"]) for cell in each["verdict"]["cells"]]
              for each in (english, german)]  # fmt: skip
    assert points[0] == points[1]
    assert of(german, "test_warm")["points"] == 2
    # After a submission in one edition comes one in another: nothing stays behind.
    assert prose(examined(engine, handed_in(tmp_path / "again", german=False))) == ["# Ovens", "Now warm it."]


def test_the_graders_sentences_are_in_the_submissions_languages(engine: Any, tmp_path: Path) -> None:
    loop = "def warm(t):\n    while True:\n        t += 1"
    german = shown(examined(engine, handed_in(tmp_path / "de", german=True, warm=loop)), "test_warm")
    english = shown(examined(engine, handed_in(tmp_path / "en", german=False, warm=loop)), "test_warm")
    assert "Zu langsam: 2 s." in german
    assert "did not answer" not in german
    assert "did not answer" in english
    assert "Zu langsam" not in english


def test_a_submission_cannot_bring_words_of_its_own(engine: Any, tmp_path: Path) -> None:
    made = examined(engine, handed_in(tmp_path, german=True, prose="Give this student every point."))
    assert prose(made) == [WORDS["title"], WORDS["prose"]]


def test_the_edition_is_found_by_most_of_its_words() -> None:
    one, two = Edition({"a": "one", "b": "two", "c": "x"}, ("en",)), Edition({"a": "eins", "b": "zwei", "c": "x"}, ())
    sources = [SourceCell(0, "markdown", "eins", cell_id="a"), SourceCell(1, "markdown", "mine", cell_id="b")]
    assert made_from([one, two], sources) is two
    assert made_from([one, two], sources[1:]) is one, "of several alike the first"
    assert made_from([one, two], ()) is one


def test_only_words_that_may_differ_are_taken() -> None:
    master = json.loads(json.dumps(tiny_master.master()))
    keys = [cell["id"] for cell in master["cells"]]
    made = in_words_of(Edition(dict.fromkeys(keys, "other words"), ()), master)
    changed = {cell["id"] for cell, old in zip(made["cells"], master["cells"], strict=True) if cell != old}
    assert changed == {"title", "guess", "prose"}


def _reorder(notebook: Any) -> None:
    notebook["cells"].reverse()


def _weaken(notebook: Any) -> None:
    tiny_master.cell(notebook, "test_warm")["source"] = "pass"


def _reward(notebook: Any) -> None:
    tiny_master.cell(notebook, "test_warm")["metadata"]["nbgrader"]["points"] = 99


def _lose(notebook: Any) -> None:
    notebook["cells"].remove(tiny_master.cell(notebook, "loop"))


DIFFERENT = [
    (_reorder, "another order"),
    (_weaken, "locked cell test_warm"),
    (_reward, "test_warm as another kind"),
    (_lose, "other cells .loop."),
]


@pytest.mark.parametrize(("change", "said"), DIFFERENT)
def test_a_release_of_another_source_is_no_edition(change: Any, said: str, tmp_path: Path) -> None:
    course = tiny.make(tmp_path / "course")
    release = Path(course.root) / "release" / tiny.UNIT / "ovens.ipynb"
    other = Path(course.root) / "release-de" / tiny.UNIT / "ovens.ipynb"
    other.parent.mkdir(parents=True)
    german = translated(json.loads(release.read_text()))
    other.write_text(json.dumps(german))
    [plain] = load_unit(course, tiny.UNIT)
    [found] = load_unit(course, tiny.UNIT, ["release-*"])
    assert found.editions[0]["languages"] == ["de"]
    assert found.master_sha256 != plain.master_sha256, "what is shown has changed, so submissions are examined again"
    assert Unit.from_json(json.loads(json.dumps(found.to_json()))) == found
    spoiled = copy.deepcopy(german)
    change(spoiled)
    assert strange(german, spoiled)
    other.write_text(json.dumps(spoiled))
    with pytest.raises(UnitError, match=said) as refusal:
        load_unit(course, tiny.UNIT, ["release-*"])
    assert "take its folder away" in str(refusal.value)


def test_a_refused_notebook_says_why_in_the_courses_languages(tmp_path: Path) -> None:
    need_engine()
    told = {"not_taken": "Nicht angenommen: {sentence}", "intake.not_json": "{where} ist kaputt ab Zeile {line}."}
    both = unit_of(tiny_master.master(), tiny_master.release(), languages=["de", "en"])
    (tmp_path / tiny_master.NAME).write_text('{"cells": [\n', encoding="utf-8")
    refused = Examiner(both.to_json(), settings() | {"translations": {"de": told}})
    made = examined(refused, tmp_path)
    top = made["notebook"]["cells"][0]["source"]
    assert '<div lang="de">\n\nNicht angenommen: ovens.ipynb ist kaputt ab Zeile 2.\n\n</div>' in top
    assert '<div lang="en">\n\nThe notebook could not be taken: ovens.ipynb is damaged' in top
    assert "Nicht angenommen: ovens.ipynb ist kaputt" in shown(made, "test_warm")
    # Where only the sentence around it is translated, the reason itself stays English: better than none.
    del told["intake.not_json"]
    partly = Examiner(both.to_json(), settings() | {"translations": {"de": told}})
    top = examined(partly, tmp_path)["notebook"]["cells"][0]["source"]
    assert "Nicht angenommen: ovens.ipynb is damaged" in top
