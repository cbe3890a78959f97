"""The course in all its languages: complete and sound, every kind of damage named, a fifth one made of new files only."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import polib
import pytest
from nbgrader.utils import compute_checksum

import byhand
from byhand import words
from byhand.messages import TEXTS
from course import ROOT, grader_data, load, notebook_path, units
from nbduet.catalogue import Translations, read_po
from nbduet.cli import main
from nbduet.course import Course
from nbduet.pair import render_notebook
from nbduet.pair_checks import combinations
from nbduet.reading import mark_read
from nbduet.segments import is_frozen
from nbduet.stub import stub
from nbduet.text import inline_tokens
from nbduet.update import write_po

LANGUAGES = ("en", "zh-Hans", "zh-Hant", "ja")
UNIT = "02_two_layers_by_hand"


def test_four_languages_are_there_for_every_unit_and_message() -> None:
    for folder in (*units(), "checks", "common", "grader"):
        assert {path.stem for path in (ROOT / "i18n" / folder).glob("*.po")} == set(LANGUAGES) - {"en"}, folder


@pytest.mark.parametrize("unit", units())
def test_all_singles_and_pairs_have_the_same_graded_cells_and_checksums(unit: str) -> None:
    course, source = Course(ROOT / "source", ROOT / "i18n"), load(unit)
    made = {}
    for chosen in combinations(LANGUAGES):
        notebook = render_notebook(source, Translations(course.catalogues, unit, chosen))
        nbformat.validate(notebook)
        made[chosen] = {
            cell.metadata.nbgrader.grade_id: (cell.source, compute_checksum(cell))
            for cell in notebook.cells
            if is_frozen(cell)
        }
    assert len(made) == 4 + 12
    assert made["en",]
    assert all(cells == made["en",] for cells in made.values())


@pytest.mark.parametrize("unit", units())
def test_english_alone_gives_back_the_source_byte_for_byte(unit: str, tmp_path: Path) -> None:
    assert main(["--root", str(ROOT), "build", unit, "--languages", "en", "--out", str(tmp_path)]) == 0
    path = notebook_path(unit)
    built = json.loads((tmp_path / path.name).read_text(encoding="utf-8"))
    source = json.loads(path.read_text(encoding="utf-8"))
    assert [cell["source"] for cell in built["cells"]] == [cell["source"] for cell in source["cells"]]
    assert built["metadata"].pop("nbduet") == {"languages": ["en"]}
    assert built == source


# --- the checker itself


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """A copy of one unit and all messages, to be spoiled."""
    for folder in (f"source/{UNIT}", f"i18n/{UNIT}", "i18n/checks", "i18n/common", "i18n/grader"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "i18n" / "glossary.csv", tmp_path / "i18n")
    return tmp_path


Entries = Callable[[polib.POEntry], bool]


class Damage(NamedTuple):
    """What is done to a course, and to which language; without one it is the source."""

    language: str
    done: Callable[[Path], object]


def _change(
    root: Path, language: str, fits: Entries, change: Callable[[polib.POEntry], object], folder: str = UNIT
) -> None:
    """Spoil the first entry that `fits`; it is marked as read, so that only the damage can be found."""
    path = root / "i18n" / folder / f"{language}.po"
    po = read_po(path)
    entry = next(entry for entry in po if fits(entry))
    change(entry)
    mark_read(entry)
    write_po(po, path)


def _replaced(language: str, pattern: str, by: str, folder: str = UNIT) -> Damage:
    def spoil(root: Path) -> None:
        def change(entry: polib.POEntry) -> None:
            entry.msgstr = re.sub(pattern, by, entry.msgstr, count=1)

        _change(root, language, lambda entry: bool(re.search(pattern, entry.msgstr)), change, folder)

    return Damage(language, spoil)


def _set(language: str, kind: str, **values: object) -> Damage:
    def spoil(root: Path) -> None:
        def change(entry: polib.POEntry) -> None:
            for name, value in values.items():
                setattr(entry, name, value(entry) if callable(value) else value)

        _change(root, language, lambda entry: entry.comment == kind and len(entry.msgid) > 30, change)

    return Damage(language, spoil)


def _text(language: str, old: str, new: str, folder: str = UNIT) -> Damage:
    def spoil(root: Path) -> None:
        path = root / "i18n" / folder / f"{language}.po"
        text = path.read_text(encoding="utf-8")
        assert re.search(old, text, re.MULTILINE), old
        path.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")

    return Damage(language, spoil)


def _source(old: str, new: str) -> Damage:
    def spoil(root: Path) -> None:
        path = root / notebook_path(UNIT).relative_to(ROOT)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return Damage("", spoil)


DAMAGE: dict[str, tuple[Damage, str]] = {
    "a dropped formula": (_replaced("ja", r"\$[^$]+\$", ""), "math missing: $"),
    "a changed formula": (_replaced("zh-Hans", r"\$([^$]+)\$", r"$\1'$"), "math not in the source text: $"),
    "a dropped piece of code": (_replaced("zh-Hant", "`[^`]+`", ""), "code missing: `"),
    "a changed number": (_replaced("ja", r"(?<![\w`.$,])100(?![\w`.$,])", "101"), "expected the numbers"),
    "a lost placeholder": (_replaced("ja", r"\{name\}", "x", "checks"), "expected the placeholders"),
    "a placeholder of another name": (
        _replaced("zh-Hant", r"\{name\}", "{nome}", "checks"),
        "expected the placeholders",
    ),
    "lost bold": (_replaced("zh-Hans", r"\*\*([^*]+)\*\*", r"\1"), "bold missing"),
    "bold that Markdown does not see": (
        _replaced("zh-Hans", r"\*\*([^*]+)\*\*", r"**（\1）**字"),
        "does not read as bold",
    ),
    "a simplified character in zh-Hant": (_replaced("zh-Hant", "權重", "权重"), "characters not used in zh-Hant: 权"),
    "a traditional character in zh-Hans": (_replaced("zh-Hans", "权重", "權重"), "characters not used in zh-Hans: 權"),
    "Chinese in Japanese": (
        _set("ja", "paragraph", msgstr="本単元推導二層網絡各項勾配並観察損失変化"),
        "no kana in a long text",
    ),
    "an untranslated comment": (_set("ja", "comment", msgstr=lambda entry: entry.msgid), "no word of ja in it"),
    "half a sentence left in English": (
        _set("zh-Hant", "paragraph", msgstr=lambda entry: f"網路 and then it goes on in plain English {entry.msgstr}"),
        "left in the source language",
    ),
    "a term to avoid": (_replaced("zh-Hant", "損失", "代價"), "expected 損失 for “loss”"),
    "the mainland's word in zh-Hant": (_replaced("zh-Hant", "陣列", "數組"), "found 數組"),
    "an empty entry": (_set("ja", "paragraph", msgstr=""), "found an empty msgstr"),
    "a fuzzy entry": (_set("ja", "paragraph", flags=["fuzzy"]), "stale (fuzzy)"),
    "a stale entry: the English went on": (
        _source("watch it learn. No library", "watch it learn today. No library"),
        "expected an entry for this text, found none",
    ),
    "an entry that nothing needs": (_text("ja", r"\Z", '\n#~ msgid "Gone."\n#~ msgstr "なし。"\n'), "obsolete"),
    "a line break in a paragraph": (
        _set("zh-Hans", "paragraph", msgstr=lambda entry: entry.msgstr.replace("。", "。\n", 1) + "好。"),
        "a line break inside",
    ),
    "half-width punctuation": (_replaced("zh-Hans", "，", ","), "half-width punctuation"),
    "no space beside code": (_replaced("zh-Hant", "([\u4e00-\u9fff]) `", r"\1`"), "no space between Han and Latin"),
    "a space beside code in Japanese": (_replaced("ja", "`([\u3040-\u30ff])", r"` \1"), "a space between Japanese"),
    "a lost quotation mark": (_text("ja", '"$', "", "checks"), "expected a line of a PO file, found on line"),
    "two entries for one text": (
        _text("zh-Hant", r"\Z", '\nmsgctxt "title"\nmsgid "Two layers by hand"\nmsgstr "另一個"\n'),
        "expected one entry for a text in a cell, found two",
    ),
    "a translation nobody read twice": (
        _text("ja", 'msgstr "([^"]+)。"', 'msgstr "\\1のです。"', "grader"),
        "not read a second time",
    ),
    "a translation that ends a docstring": (
        _set("ja", "docstring", msgstr=lambda entry: entry.msgstr + '""" + str(1) + """'),
        "change the code of this cell",
    ),
    "an element that is never closed": (_replaced("ja", "。", '。<span lang="ja">'), "HTML tag not in the source text"),
    "a missing catalogue": (Damage("ja", lambda root: (root / "i18n" / UNIT / "ja.po").unlink()), "found no such file"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_checker_catches_and_names(damage: str, spoiled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (language, done), named = DAMAGE[damage]
    done(spoiled)
    assert main(["--root", str(spoiled), "check", "--languages", language or "ja"]) == 1
    found = [line for line in capsys.readouterr().out.splitlines() if named in line]
    assert found, "not named"
    # file, place, fault, remedy
    assert re.match(r".*\.(po|ipynb).*: .+ → .+", found[0]), found[0]


def test_without_damage_the_copy_is_sound(spoiled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(spoiled), "check"]) == 0, capsys.readouterr().out


# --- a fifth language


TOY = "tlh"


def _toy(text: str) -> str:
    """The text in a language of its own, in which every sentence ends in a tilde."""
    return f"{text} ~"


@pytest.fixture
def fifth(tmp_path: Path) -> Iterator[Path]:
    """A course with one language more: new catalogues, and not one byte of anything else changed."""
    for folder in ("source", "i18n"):  # without the documents, *.md
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".*", "*.md"))
    for folder in (*units(), "checks", "common", "grader"):
        po = read_po(ROOT / "i18n" / folder / "ja.po")
        po.metadata["Language"] = TOY
        for entry in po:
            entry.msgstr, entry.tcomment = _toy(entry.msgid), ""
            mark_read(entry)
        write_po(po, tmp_path / "i18n" / folder / f"{TOY}.po")
    before = words._catalogue_folder
    words._catalogue_folder = lambda: tmp_path / "i18n" / "checks"  # type: ignore[assignment]
    words._catalogue.cache_clear()
    yield tmp_path
    words._catalogue_folder = before
    words._catalogue.cache_clear()
    byhand.languages("en")


def test_a_fifth_language_is_new_files_only(fifth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(fifth), "check", "--languages", TOY]) == 0, capsys.readouterr().out
    for pair in (f"ja,{TOY}", f"{TOY},en", TOY):
        assert main(["--root", str(fifth), "build", UNIT, "--languages", pair, "--out", str(fifth / pair)]) == 0
        made = nbformat.read(fifth / pair / notebook_path(UNIT).name, as_version=4)
        prose = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
        assert prose.count(f'lang="{TOY}"') > 100
        assert "Two layers by hand ~" in prose
        assert "# TODO: write your answer here. ~" in stub(pair.split(","), fifth / "i18n")
        chosen = ", ".join(f'"{tag}"' for tag in pair.split(","))
        assert any(f"languages({chosen})" in cell.source for cell in made.cells)
    byhand.languages("ja", TOY)
    said = dict(words.say_all("law.returned_nothing", name="h"))
    assert said[TOY] == "Expected `h`, found `None`. ~"
    assert len(TEXTS) == len(read_po(fifth / "i18n" / "checks" / f"{TOY}.po"))


def test_code_names_and_numbers_are_never_translated(fifth: Path) -> None:
    course, source = Course(fifth / "source", fifth / "i18n"), load(UNIT)
    made = render_notebook(source, Translations(course.catalogues, UNIT, (TOY,)))
    for before, after in zip(source.cells, made.cells, strict=True):
        if before.cell_type == "markdown" and not grader_data(before).get("grade"):
            here, there = (
                [token.content for token in inline_tokens(cell.source) if token.type in ("code_inline", "math_inline")]
                for cell in (before, after)
            )
            assert here == there
