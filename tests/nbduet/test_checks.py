"""Every kind of damage to a translation is found, and a sound one is left in peace."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from invented import UNIT, code, markdown
from nbformat.v4 import new_notebook

from nbduet.checks import check_catalogue
from nbduet.course_checks import check_course, source_problems
from nbduet.reading import mark_read
from nbduet.update import empty_po, update_file, write_po


def faults(
    text: str,
    translation: str,
    kind: str = "paragraph",
    language: str = "zh-Hans",
    messages: bool = False,
) -> list[str]:
    """Return what is found wrong with one entry."""
    po = empty_po("u", language)
    po.append(polib.POEntry(msgctxt="c", msgid=text, msgstr=translation, comment=kind))
    return [problem.found for problem in check_catalogue(po, Path("u.po"), language, None, messages)]


SOUND = [
    (
        "The **loss** is $L = 32{,}000{,}640$, see `loss` in [the notes](a.md).",
        "**损失**为 $L = 32{,}000{,}640$，见[笔记](a.md)中的 `loss`。",
    ),
    ("About 32,000,640 and 1e-6 in 500 steps.", "500 步，约为 32,000,640 与 1e-6。"),
    ("First line  \nSecond line", "两行并作一行"),
    ("Press <kbd>Shift</kbd>.", "按 <kbd>Shift</kbd>。"),
    ("ReLU", "ReLU"),
    ("<code>ValueError: no such words here</code> is shown", "出现 <code>ValueError: no such words here</code>"),
    ("Use the vector-Jacobian product here.", "这里用向量-雅可比积（vector-Jacobian product）。"),
]


@pytest.mark.parametrize(("text", "translation"), SOUND)
def test_sound_entries_are_left_in_peace(text: str, translation: str) -> None:
    assert faults(text, translation) == []


DAMAGE = [
    ("The loss $L$ falls.", "损失下降。", "math missing: $L$"),
    ("The loss $L$ falls.", "损失 $l$ 下降。", "math not in the source text: $l$"),
    ("Call `f` and `f` again.", "调用 `f`。", "code missing: `f`"),
    ("See [notes](a.md).", "见[笔记](b.md)。", "link missing: a.md"),
    ("Words ![tape](tape.png) here.", "这里的话。", "image missing: tape.png"),
    ("Press <kbd>Shift</kbd>.", "按 Shift。", "HTML tag missing"),
    ("The **loss** falls.", "损失下降。", "bold missing: **…**"),
    ("The **loss** falls.", "**损失（loss）**下降。", "`**` that Markdown does not read as bold"),
    ("The loss falls.", "*损失*下降。", "italics"),
    ("It takes 500 steps.", "需要 50 步。", "expected the numbers 500, found 50"),
    ("It takes 500 steps.", "需要 ５００ 步。", "expected the numbers 500"),
    ("The loss falls fast.", "损失\n下降得快。", "a line break inside"),
    ("The loss falls fast.", "- 损失下降得快。", "not one paragraph"),
    ("The loss falls fast.", "损失下降得快。 ", "space or line break at the beginning or end"),
    ("The loss falls fast.", "損失下降得快。", "characters not used in zh-Hans: 損"),
    ("The loss falls fast.", "The loss falls fast.", "no word of zh-Hans"),
    (
        "The loss falls and the gate is open for all.",
        "损失下降 and the gate is open for all。",
        "left in the source language",
    ),
]


@pytest.mark.parametrize(("text", "translation", "found"), DAMAGE)
def test_damage_is_found(text: str, translation: str, found: str) -> None:
    assert any(found in fault for fault in faults(text, translation))


@pytest.mark.parametrize(
    ("kind", "text", "translation", "found"),
    [
        ("table cell", "one word", "一个|词", "a `|`, which ends a table cell"),
        ("comment", "one line here", "一行\n两行", "more lines than the source text"),
    ],
)
def test_damage_by_place(kind: str, text: str, translation: str, found: str) -> None:
    assert any(found in fault for fault in faults(text, translation, kind))


def test_a_comment_may_keep_its_lines() -> None:
    assert faults("N: samples\nH: hidden units", "N：样本\nH：隐藏单元", "comment") == []


@pytest.mark.parametrize(
    ("language", "translation", "found"),
    [
        ("zh-Hant", "损失下降得很快。", "characters not used in zh-Hant: 损"),
        ("ja", "损失很快。", "characters not used in ja: 损"),
        ("ja", "損失関数勾配計算逆伝播順伝播行列", "no kana"),
        ("fr", "The loss falls fast.", "the translation is the source text"),
    ],
)
def test_scripts_of_other_languages(language: str, translation: str, found: str) -> None:
    assert any(found in fault for fault in faults("The loss falls fast.", translation, language=language))


@pytest.mark.parametrize(
    ("text", "translation", "found"),
    [
        ("{name} has {points:.1f} points", "{name} 得分", "found {name}"),
        ("{name} has points", "{nom} 得分", "expected the placeholders {name}, found {nom}"),
        ("{n!r} found", "发现 {n}", "expected the placeholders {n!r}, found {n}"),
        ("{name} has points", "{name 得分", "the translation is no format"),
        ("a set {1", "集合", "the source text is no format"),
    ],
)
def test_placeholders_of_messages(text: str, translation: str, found: str) -> None:
    assert any(found in fault for fault in faults(text, translation, kind="", messages=True))
    assert not any("placeholder" in fault for fault in faults(text, translation, kind=""))


def test_messages_keep_braces_that_are_meant() -> None:
    assert faults("the set {{a}} of {n}", "{n} 的集合 {{a}}", kind="", messages=True) == []


def problems(course: SimpleNamespace) -> list[str]:
    return [str(problem) for problem in check_course(course.folders)]


def test_a_course_in_order_has_no_problem(course: SimpleNamespace) -> None:
    assert problems(course) == []


def test_missing_stale_empty_and_needless_entries_are_found(course: SimpleNamespace) -> None:
    course.replace('msgstr "样本数"', 'msgstr ""')
    course.replace('msgid "name"', 'msgid "nickname"')
    course.replace('#. heading\nmsgctxt "intro"', '#. heading\n#, fuzzy\nmsgctxt "intro"')
    with course.catalogue.open("a", encoding="utf-8") as file:
        file.write('\n#~ msgctxt "intro"\n#~ msgid "Gone."\n#~ msgstr "没了。"\n')
    found = "\n".join(problems(course))
    assert "entry “name”: expected an entry for this text, found none → run `nbduet update u1`" in found
    assert "entry “nickname”: an entry that no text of the source needs" in found
    assert "entry “Two layers”: stale (fuzzy)" in found
    assert "entry “number of samples”: expected a translation, found an empty msgstr" in found
    assert "entry “Gone.”: obsolete" in found
    # the entry whose English was changed is no longer the one that somebody read
    assert "1 of 13 translations were not read a second time" in found
    assert found.count(str(course.catalogue)) == 6


def test_a_unit_without_a_catalogue_is_found(course: SimpleNamespace) -> None:
    course.notebook.parent.rename(course.folders.source / "u2")
    found = "\n".join(problems(course))
    assert f"{course.folders.catalogue('u2', 'zh-Hans')}: expected a catalogue, found no such file" in found
    assert "expected notebooks in" in found
    assert "or a folder of messages, found neither" in found


def test_catalogues_of_messages_are_checked_with_placeholders(course: SimpleNamespace) -> None:
    po = empty_po("checks", "zh-Hans")
    entry = polib.POEntry(msgctxt="shape", msgid="found {shape}", msgstr="发现形状")
    mark_read(entry)
    po.append(entry)
    write_po(po, course.folders.catalogue("checks", "zh-Hans"))
    (problem,) = problems(course)
    assert "cell or key 'shape', entry “found {shape}”: expected the placeholders {shape}, found none" in problem


def test_a_language_begun_but_not_done_is_found(course: SimpleNamespace) -> None:
    update_file(course.folders.catalogue(UNIT, "ja"), UNIT, course.folders.segments(UNIT))
    found = problems(course)
    assert len(found) == len(list(course.folders.segments(UNIT)))
    assert all("empty msgstr" in problem for problem in found)


def test_sources_that_cannot_be_shown_in_two_languages_are_found() -> None:
    notebook = new_notebook(
        cells=[
            markdown("Words ![tape](tape.png) here.\n\n![alone](tape.png)", "figure"),
            markdown("Words\n$$\nx\n$$\nand words.", "math"),
            markdown("Locked prose.", "prose", locked=True),
            markdown("The author's answer.", "graph", grade=True, solution=True, points=1),
            code("# a comment\nx = 1", "setup", locked=True),
        ]
    )
    found = {problem.context: problem.found for problem in source_problems(notebook, "n.ipynb")}
    assert set(found) == {"figure", "math", "prose"}
    assert "a figure inside a text" in found["figure"]
    assert "display math inside a text" in found["math"]
    assert "a locked cell with prose" in found["prose"]
