"""What a reader would stumble over on a built page is found, in every language and pair."""

from __future__ import annotations

from types import SimpleNamespace

import polib
import pytest
from invented import UNIT, markdown

from nbduet.course_checks import check_course
from nbduet.pair_checks import check_pairs, combinations, page_faults
from nbduet.reading import mark_read
from nbduet.update import empty_po, write_po

LANGUAGES = ("en", "zh-Hans")


def test_every_language_alone_and_every_ordered_pair() -> None:
    four = combinations(["en", "zh-Hans", "zh-Hant", "ja"])
    assert len(four) == len(set(four)) == 4 + 12
    assert ("ja", "zh-Hant") in four
    assert ("zh-Hant", "ja") in four


def found(page: str, neutral: set[str] | None = None) -> list[str]:
    return [fault for fault, _ in page_faults(page, LANGUAGES, neutral or set())]


SOUND = [
    '# <span lang="en">Two layers</span> · <span lang="zh-Hans">两层</span>',
    '<div lang="en">\n\nThe **loss** $L$ of `f`.\n\n</div>\n\n<div lang="zh-Hans">\n\n**损失** $L$。\n\n</div>',
    '- <span lang="en">Keep `h`.</span><br><span lang="zh-Hans">保留 `h`。</span>',
    '<details>\n<summary><span lang="en">Why <code>h x</code></span> · <span lang="zh-Hans">为何</span></summary>\n\n</details>',
    "$$\ny = \\max(x)\n$$\n\n```python\nwords = 'in code'\n```",
]


@pytest.mark.parametrize("page", SOUND)
def test_a_sound_page_is_left_in_peace(page: str) -> None:
    assert found(page) == []


DAMAGED = [
    ("The loss falls.", "expected one language for “The loss falls.”, found none"),
    ('<div lang="fr">\n\nThe loss falls.\n\n</div>', "found fr"),
    ('<div lang="en">\n\nThe <span lang="zh-Hans">loss</span> falls.\n\n</div>', "found en and zh-Hans"),
    ('<div lang="en">\nThe **loss** falls.\n\n</div>', "raw Markdown on the page (**)"),
    ('<div lang="zh-Hans">\n\n**损失（loss）**下降。\n\n</div>', "raw Markdown on the page (**)"),
    ('## <span lang="en">Two <span lang="zh-Hans">layers</span>', "opened and not closed"),
    ('<div lang="en">\n\nThe loss falls.', "opened and not closed"),
]


@pytest.mark.parametrize(("page", "fault"), DAMAGED)
def test_damage_on_a_page_is_found(page: str, fault: str) -> None:
    assert any(fault in each for each in found(page)), found(page)


def test_what_reads_the_same_in_every_language_needs_none() -> None:
    assert found("## SGD stays", {"SGD stays"}) == []
    assert found("## SGD stays") != []


def test_pairs_of_a_course(course: SimpleNamespace) -> None:
    assert list(check_pairs(course.folders, UNIT, ["zh-Hans"])) == []


def test_a_translation_that_would_open_an_element_is_found(course: SimpleNamespace) -> None:
    course.replace('msgstr "两层"', 'msgstr "两层<span lang=\\"ja\\">"')
    problems = [str(problem) for problem in check_pairs(course.folders, UNIT, ["zh-Hans"])]
    assert any("in zh-Hans, cell" in each and "opened and not closed" in each for each in problems), problems
    assert any("in en, zh-Hans, cell" in each for each in problems), problems


def test_a_broken_language_is_named_once_and_does_not_hide_the_others(course: SimpleNamespace) -> None:
    po = empty_po(UNIT, "ja")
    for context, segment in course.folders.segments(UNIT):
        each = polib.POEntry(
            msgctxt=context, msgid=segment.text, msgstr=f"{segment.text}です。", comment=segment.kind.value
        )
        mark_read(each)
        po.append(each)
    po[-1].flags = ["fuzzy"]
    write_po(po, course.folders.catalogue(UNIT, "ja"))
    problems = [str(problem) for problem in check_pairs(course.folders, UNIT, ["ja", "zh-Hans"])]
    assert len(problems) == 1
    assert "ja.po" in problems[0]


def test_the_check_of_a_course_looks_at_its_pages(course: SimpleNamespace) -> None:
    notebook = course.read()
    notebook.cells.append(markdown("<div>\nA **raw** word.\n</div>", "raw"))
    course.write(notebook)
    po = polib.pofile(str(course.catalogue), wrapwidth=-1)
    for context, segment in course.folders.segments(UNIT):
        if context == "raw":
            each = polib.POEntry(msgctxt=context, msgid=segment.text, msgstr="**生**词。", comment=segment.kind.value)
            mark_read(each)
            po.append(each)
    write_po(po, course.catalogue)
    assert any("raw Markdown on the page" in str(problem) for problem in check_course(course.folders))
