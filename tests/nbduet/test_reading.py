"""The mark of a second reading holds for exactly the words that were read."""

from __future__ import annotations

from types import SimpleNamespace

import polib
import pytest
from invented import UNIT

from nbduet.cli import main
from nbduet.course_checks import check_course
from nbduet.reading import is_read, mark_read
from nbduet.update import update_file


def entry(**words: object) -> polib.POEntry:
    return polib.POEntry(**({"msgctxt": "intro", "msgid": "A loss.", "msgstr": "损失。"} | words))


@pytest.mark.parametrize("changed", [{"msgid": "A gradient."}, {"msgstr": "梯度。"}, {"msgctxt": "outro"}])
def test_a_change_after_the_reading_ends_the_mark(changed: dict[str, str]) -> None:
    read = entry(tcomment="glossary-ok: loss")
    assert mark_read(read)
    assert is_read(read)
    assert read.tcomment.startswith("glossary-ok: loss\n")
    assert not mark_read(read), "already marked"
    for name, value in changed.items():
        setattr(read, name, value)
    assert not is_read(read)
    mark_read(read)
    assert is_read(read)
    assert read.tcomment.count("read:") == 1


@pytest.mark.parametrize("words", [{"msgstr": ""}, {"flags": ["fuzzy"]}, {"obsolete": True}])
def test_what_is_not_done_cannot_be_read(words: dict[str, object]) -> None:
    unread = entry(**words)
    assert not mark_read(unread)
    assert not is_read(unread)


def said(course: SimpleNamespace) -> list[str]:
    return [str(problem) for problem in check_course(course.folders)]


def test_check_names_the_first_unread_entry_and_counts_the_others(course: SimpleNamespace) -> None:
    course.replace('msgstr "样本数"', 'msgstr "样本的个数"')
    course.replace('msgstr "名称"', 'msgstr "名字"')
    (problem,) = said(course)
    assert "entry “name”: 2 of 15 translations were not read a second time since they were written" in problem
    assert f"`nbduet read {UNIT} --languages zh-Hans`" in problem
    assert [str(each) for each in check_course(course.folders, reading=False)] == []


def test_the_command_marks_all_or_some(course: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    course.replace('msgstr "样本数"', 'msgstr "样本的个数"')
    course.replace('msgstr "名称"', 'msgstr "名字"')
    arguments = ["--root", str(course.root), "read", UNIT, "--languages", "zh-Hans"]
    assert main([*arguments, "--entries", "nobody"]) == 1
    assert "expected cells or keys of this catalogue, found nobody" in capsys.readouterr().err
    assert main([*arguments, "--entries", "intro"]) == 0
    assert capsys.readouterr().out.endswith("1 marked as read, 1 left\n")
    assert main(arguments) == 0
    assert said(course) == []


def test_a_changed_source_asks_for_a_new_reading(course: SimpleNamespace) -> None:
    notebook = course.read()
    notebook.cells[1].source = notebook.cells[1].source.replace("A network with one", "A net with one")
    course.write(notebook)
    update_file(course.catalogue, UNIT, course.folders.segments(UNIT))
    course.replace("#, fuzzy\n", "")
    assert any("1 of 15 translations were not read" in problem for problem in said(course))
