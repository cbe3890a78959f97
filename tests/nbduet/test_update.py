"""Catalogues follow their sources; no translation is lost, and no stale one can be built."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from invented import UNIT, markdown, source_notebook
from nbformat.v4 import new_notebook

from nbduet.catalogue import Translations, read_po
from nbduet.pair import render_notebook
from nbduet.problems import Refusal
from nbduet.segments import segments_of
from nbduet.text import Segment
from nbduet.update import empty_po, update, update_file, write_po


def texts(*cells: tuple[str, str]) -> list[tuple[str, Segment]]:
    """Return the segments of Markdown cells given as (cell id, source)."""
    return list(segments_of(new_notebook(cells=[markdown(source, name) for name, source in cells])))


def entry_of(po: polib.POFile, text: str) -> polib.POEntry:
    (entry,) = [entry for entry in po if entry.msgid == text]
    return entry


def translated(*cells: tuple[str, str]) -> polib.POFile:
    po = empty_po(UNIT, "zh-Hans")
    update(po, texts(*cells))
    for entry in po:
        entry.msgstr = f"译：{entry.msgid}"
    return po


def test_new_catalogue_has_the_order_of_the_notebook(tmp_path: Path) -> None:
    path = tmp_path / "u1" / "ja.po"
    assert update_file(path, UNIT, segments_of(source_notebook()))
    po = read_po(path)
    assert [(entry.msgctxt, entry.msgid) for entry in po][:3] == [
        ("languages", "Choose the languages."),
        ("intro", "Two layers"),
        ("intro", "A network with one hidden layer."),
    ]
    assert {entry.msgctxt for entry in po} == {"languages", "intro", "forward"}
    assert po.metadata["Language"] == "ja"
    assert '#. heading\nmsgctxt "intro"\nmsgid "Two layers"\nmsgstr ""\n' in path.read_text(encoding="utf-8")


def test_a_long_text_stays_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "zh-Hans.po"
    update_file(path, UNIT, texts(("a", "word " * 60)))
    assert f'msgid "{("word " * 60).strip()}"\n' in path.read_text(encoding="utf-8")


def test_update_of_a_catalogue_in_step_changes_nothing(course: SimpleNamespace) -> None:
    before = course.catalogue.read_bytes()
    assert not update_file(course.catalogue, UNIT, segments_of(source_notebook()))
    assert course.catalogue.read_bytes() == before


def test_a_changed_text_becomes_fuzzy_and_remembers() -> None:
    po = translated(("a", "The hidden layer has H units."))
    entry_of(po, "The hidden layer has H units.").tcomment = "glossary-ok: unit"
    update(po, texts(("a", "The hidden layer has only H units.")))
    (entry,) = po
    assert entry.msgid == "The hidden layer has only H units."
    assert entry.msgstr == "译：The hidden layer has H units."
    assert entry.fuzzy
    assert entry.previous_msgid == "The hidden layer has H units."
    assert entry.tcomment == "glossary-ok: unit"


def test_a_text_changed_twice_remembers_what_was_translated() -> None:
    po = translated(("a", "The hidden layer has H units."))
    update(po, texts(("a", "The hidden layer has only H units.")))
    update(po, texts(("a", "The hidden layer has H units only.")))
    (entry,) = po
    assert entry.previous_msgid == "The hidden layer has H units."


def test_a_change_taken_back_is_up_to_date_again() -> None:
    po = translated(("a", "The hidden layer has H units."))
    before = str(po)
    update(po, texts(("a", "The hidden layer has only H units.")))
    update(po, texts(("a", "The hidden layer has H units.")))
    assert str(po) == before


def test_a_text_is_not_taken_for_one_that_is_not_like_it() -> None:
    po = translated(("a", "The hidden layer has H units."))
    update(po, texts(("a", "Something else entirely, about graphs.")))
    assert entry_of(po, "Something else entirely, about graphs.").msgstr == ""
    assert entry_of(po, "The hidden layer has H units.").obsolete


def test_likeness_counts_within_a_cell_only() -> None:
    po = translated(("a", "The hidden layer has H units."))
    update(po, texts(("b", "The hidden layer has only H units.")))
    assert entry_of(po, "The hidden layer has only H units.").msgstr == ""


def test_a_text_moved_to_another_cell_is_offered_as_fuzzy() -> None:
    po = translated(("a", "The hidden layer has H units."))
    update(po, texts(("b", "The hidden layer has H units.")))
    (entry,) = po
    assert (entry.msgctxt, entry.fuzzy, entry.previous_msgctxt) == ("b", True, "a")
    assert entry.msgstr == "译：The hidden layer has H units."


def test_what_went_is_obsolete_comes_back_and_can_be_pruned(tmp_path: Path) -> None:
    path = tmp_path / "zh-Hans.po"
    write_po(translated(("a", "One text.\n\nAnother sentence altogether.")), path)
    update_file(path, UNIT, texts(("a", "One text.")))
    kept = read_po(path)
    assert [entry.msgid for entry in kept.obsolete_entries()] == ["Another sentence altogether."]
    assert not update_file(path, UNIT, texts(("a", "One text.")))
    update(kept, texts(("a", "One text.\n\nAnother sentence altogether.")))
    assert entry_of(kept, "Another sentence altogether.").translated()
    assert update_file(path, UNIT, texts(("a", "One text.")), prune=True)
    assert [entry.msgid for entry in read_po(path)] == ["One text."]


def test_fuzzy_and_obsolete_entries_survive_reading_and_writing(tmp_path: Path) -> None:
    po = translated(("a", 'The hidden layer has H units.\n\nOld "words" with \\alpha.'))
    update(po, texts(("a", "The hidden layer has only H units.")))
    path = tmp_path / "zh-Hans.po"
    write_po(po, path)
    assert str(read_po(path)) == str(po)
    assert not update_file(path, UNIT, texts(("a", "The hidden layer has only H units.")))


def test_the_same_text_twice_in_a_cell_is_one_entry() -> None:
    po = translated(("a", "- same words\n- same words\n"))
    assert len(po) == 1


def refusal(course: SimpleNamespace, *languages: str) -> str:
    with pytest.raises(Refusal) as caught:
        translations = Translations(course.folders.catalogues, UNIT, languages)
        render_notebook(course.read(), translations, file="u1/notebook.ipynb")
    return str(caught.value)


def test_refuses_an_unknown_language(course: SimpleNamespace) -> None:
    message = refusal(course, "en", "zh-hans")
    assert "unknown language 'zh-hans'" in message
    assert "choose from en, zh-Hans" in message


def test_refuses_no_language_and_a_language_twice(course: SimpleNamespace) -> None:
    assert "expected at least one language, found none" in refusal(course)
    assert "expected different languages, found en, en" in refusal(course, "en", "en")


def test_refuses_a_missing_catalogue(course: SimpleNamespace) -> None:
    other = course.folders.catalogue("u2", "ja")
    write_po(empty_po("u2", "ja"), other)
    message = refusal(course, "en", "ja")
    assert str(course.folders.catalogue(UNIT, "ja")) in message
    assert "expected a catalogue, found no such file" in message
    assert "nbduet update" in message


def test_refuses_a_file_that_is_no_catalogue(course: SimpleNamespace) -> None:
    course.catalogue.write_text('msgid "a"\nthis is not PO\n', encoding="utf-8")
    message = refusal(course, "en", "zh-Hans")
    assert "expected a line of a PO file, found on line 2: this is not PO" in message
    assert str(course.catalogue) in message
    course.catalogue.write_text('msgid "a"\nmsgid "b"\nmsgstr "c"\n', encoding="utf-8")
    assert "expected a PO file" in refusal(course, "en", "zh-Hans")


def test_refuses_two_entries_for_one_text(course: SimpleNamespace) -> None:
    with course.catalogue.open("a", encoding="utf-8") as file:
        file.write('\nmsgctxt "intro"\nmsgid "Two layers"\nmsgstr "另一个"\n')
    assert "found two" in refusal(course, "en", "zh-Hans")


def test_refuses_a_missing_entry_and_names_the_older_text(course: SimpleNamespace) -> None:
    notebook = course.read()
    notebook.cells[1].source = notebook.cells[1].source.replace("with one hidden layer", "with just one hidden layer")
    course.write(notebook)
    message = refusal(course, "en", "zh-Hans")
    assert str(course.catalogue) in message
    assert "cell or key 'intro', entry “A network with just one hidden layer.”" in message
    assert "found none for zh-Hans; the catalogue still has “A network with one hidden layer.”" in message
    assert "run `nbduet update u1`" in message


def test_refuses_a_stale_entry(course: SimpleNamespace) -> None:
    course.replace('#. heading\nmsgctxt "intro"', '#. heading\n#, fuzzy\nmsgctxt "intro"')
    message = refusal(course, "en", "zh-Hans")
    assert "cell or key 'intro', entry “Two layers”: the zh-Hans translation is stale (fuzzy)" in message
    assert "take the fuzzy mark away" in message


def test_refuses_an_untranslated_entry(course: SimpleNamespace) -> None:
    course.replace('msgstr "样本数"', 'msgstr ""')
    message = refusal(course, "en", "zh-Hans")
    assert "cell or key 'forward', entry “number of samples”" in message
    assert "found an empty msgstr" in message


def test_an_obsolete_entry_is_no_translation(course: SimpleNamespace) -> None:
    po = read_po(course.catalogue)
    entry_of(po, "Two layers").obsolete = True
    write_po(po, course.catalogue)
    assert "entry “Two layers”: expected an entry for this text" in refusal(course, "en", "zh-Hans")


def test_names_every_reason_at_once(course: SimpleNamespace) -> None:
    course.replace('msgstr "样本数"', 'msgstr ""')
    course.replace('msgstr "名称"', 'msgstr ""')
    message = refusal(course, "zh-Hans")
    assert message.index("entry “name”") < message.index("entry “number of samples”")


def test_texts_of_every_unit_come_from_common(course: SimpleNamespace) -> None:
    notebook = course.read()
    notebook.cells.insert(0, markdown("Words of a header.", "header"))
    po = empty_po("common", "zh-Hans")
    po.append(polib.POEntry(msgctxt="header", msgid="Words of a header.", msgstr="页眉的话。"))
    write_po(po, course.folders.catalogue("common", "zh-Hans"))
    made = render_notebook(notebook, Translations(course.folders.catalogues, UNIT, ["zh-Hans"]))
    assert "页眉的话。" in made.cells[0].source
