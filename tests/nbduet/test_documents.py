"""A document stands beside itself in each of its languages, and a page that is not in step is found."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from nbduet.cli import main
from nbduet.reading import mark_read
from nbduet.update import write_po

PAGE = """\
# The course

<!-- languages -->
<!-- /languages -->

A **short** course, see [the guide](guide.md).

```
make demo     # words in code stay
```

![A card](card.png)
"""
WORDS = {
    "The course": "講座",
    "A **short** course, see [the guide](guide.md).": "**短い**講座です。[手引き](guide.md)を見てください。",
    "A card": "カード",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "source").mkdir()
    (tmp_path / "i18n" / "README.md").mkdir(parents=True)
    (tmp_path / "README.md").write_text(PAGE, encoding="utf-8")
    assert main(["--root", str(tmp_path), "update", "README.md", "--languages", "ja"]) == 0
    path = tmp_path / "i18n" / "README.md" / "ja.po"
    po = polib.pofile(str(path), wrapwidth=-1)
    for entry in po:
        entry.msgstr = WORDS[entry.msgid]
        mark_read(entry)
    write_po(po, path)
    return tmp_path


def check(root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    main(["--root", str(root), "check"])
    return capsys.readouterr().out


def test_its_pages_stand_beside_it_and_link_to_each_other(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "build", "README.md"]) == 0
    japanese = (root / "README.ja.md").read_text(encoding="utf-8")
    assert japanese == (
        "# 講座\n\n<!-- languages -->\n[English](README.md) · 日本語\n<!-- /languages -->\n\n"
        "**短い**講座です。[手引き](guide.md)を見てください。\n\n```\nmake demo     # words in code stay\n```\n\n"
        "![カード](card.png)\n"
    )
    english = (root / "README.md").read_text(encoding="utf-8")
    bar = "<!-- languages -->\nEnglish · [日本語](README.ja.md)\n<!-- /languages -->"
    assert english == PAGE.replace("<!-- languages -->\n<!-- /languages -->", bar)
    capsys.readouterr()
    assert "translations are complete and sound" in check(root, capsys)


def test_a_link_leads_to_the_page_in_the_same_language(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs" / "guide.md").write_text(
        "# The guide\n\nBack to [the course](../README.md#top), [index](README.md).\n", encoding="utf-8"
    )
    path = root / "README.md"
    text = path.read_text(encoding="utf-8").replace("(guide.md)", "(docs/guide.md)")
    path.write_text(text, encoding="utf-8")
    catalogue = root / "i18n" / "README.md" / "ja.po"
    catalogue.write_text(catalogue.read_text(encoding="utf-8").replace("guide.md", "docs/guide.md"), encoding="utf-8")
    main(["--root", str(root), "build", "README.md"])
    assert "(docs/guide.md)" in (root / "README.ja.md").read_text(encoding="utf-8")
    (root / "i18n" / "guide.md").mkdir()
    main(["--root", str(root), "update", "guide.md", "--languages", "ja"])
    other = root / "i18n" / "guide.md" / "ja.po"
    po = polib.pofile(str(other), wrapwidth=-1)
    for entry, words in zip(po, ("手引き", "[講座](../README.md#top)、[目次](README.md)に戻る。"), strict=True):
        entry.msgstr = words
    write_po(po, other)
    for name in ("README.md", "guide.md"):
        main(["--root", str(root), "build", name])
    assert "(docs/guide.ja.md)" in (root / "README.ja.md").read_text(encoding="utf-8")
    assert "[講座](../README.ja.md#top)、[目次](README.md)" in (root / "docs" / "guide.ja.md").read_text(
        encoding="utf-8"
    )


def test_a_link_within_a_page_finds_the_translated_heading(root: Path) -> None:
    path = root / "README.md"
    path.write_text("# Start here\n\nSee [above](#start-here) and [that](#not-here).\n", encoding="utf-8")
    main(["--root", str(root), "update", "README.md", "--languages", "ja", "--prune"])
    catalogue = root / "i18n" / "README.md" / "ja.po"
    po = polib.pofile(str(catalogue), wrapwidth=-1)
    for entry, words in zip(po, ("ここから始める！", "[上](#start-here)と[あれ](#not-here)を見る。"), strict=True):
        entry.msgstr, entry.flags = words, []
    write_po(po, catalogue)
    assert main(["--root", str(root), "build", "README.md"]) == 0
    assert "[上](#ここから始める)と[あれ](#not-here)" in (root / "README.ja.md").read_text(encoding="utf-8")


def test_a_page_out_of_step_is_found(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "README.ja.md: found no such page → run `nbduet build README.md`" in check(root, capsys)
    main(["--root", str(root), "build", "README.md"])
    capsys.readouterr()
    (root / "README.ja.md").write_text("anything", encoding="utf-8")
    assert "README.ja.md: not what the document and its catalogue make today" in check(root, capsys)


def test_a_changed_document_makes_its_translation_stale(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--root", str(root), "build", "README.md"])
    path = root / "README.md"
    path.write_text(path.read_text(encoding="utf-8").replace("short", "brief"), encoding="utf-8")
    capsys.readouterr()
    found = check(root, capsys)
    assert "A **brief** course" in found
    assert main(["--root", str(root), "build", "README.md"]) == 1
    assert "A **brief** course" in capsys.readouterr().err


def test_notebooks_still_need_languages_and_a_place(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(root), "build", "u1"]) == 1
    assert "expected --languages and --out" in capsys.readouterr().err
