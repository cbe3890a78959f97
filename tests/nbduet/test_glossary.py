"""Translations use the approved terms and none to avoid; ordinary words are left in peace."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from nbduet.checks import check_catalogue
from nbduet.glossary import Glossary, Term
from nbduet.problems import Refusal
from nbduet.update import empty_po

TERMS = """\
en,zh-Hans,avoid-zh-Hans,zh-Hant,avoid-zh-Hant
loss,损失,,損失,
loss function,损失函数,代价函数,損失函數,損失函式
weight,权重,权值,權重,
matrix,矩阵,,矩陣,
parameter,参数,,參數,引數
argument,实参,,引數,
memory,内存,,記憶體,
bias,偏置,偏差,偏差項,
"""


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.csv"
    path.write_text(TERMS, encoding="utf-8")
    return path


def faults(text: str, translation: str, terms: Path, language: str = "zh-Hans", comment: str = "") -> list[str]:
    """Return what is found wrong with one entry."""
    po = empty_po("u", language)
    po.append(polib.POEntry(msgctxt="c", msgid=text, msgstr=translation, comment="paragraph", tcomment=comment))
    glossary = Glossary.read(terms, language)
    return [problem.found for problem in check_catalogue(po, Path("u.po"), language, glossary)]


def test_terms_and_their_plurals_are_found_longest_first(terms: Path) -> None:
    glossary = Glossary.read(terms, "zh-Hans")

    def found(text: str) -> list[str]:
        return [term.source for term in glossary.terms_in(text)]

    assert found("Losses of the loss function, weights and two Matrices.") == [
        "loss",
        "loss function",
        "weight",
        "matrix",
    ]
    assert found("The loss\nfunctions of memories") == ["loss function", "memory"]
    assert found("lossless, weighted, `loss`, $loss$, no_loss, loss_fn, loss-free") == []


def test_approved_term_is_asked_for(terms: Path) -> None:
    assert faults("The loss falls.", "它下降。", terms) == ["expected 损失 for “loss”, found none"]
    assert faults("The loss falls.", "损失下降。", terms) == []


def test_avoided_term_is_named(terms: Path) -> None:
    assert "expected 权重 for “weight”, found 权值" in faults("A weight.", "一个权值（权重）。", terms)


def test_a_term_avoided_for_one_may_be_right_for_another(terms: Path) -> None:
    both = faults("A parameter and an argument.", "參數與引數。", terms, language="zh-Hant")
    alone = faults("A parameter.", "參數（引數）。", terms, language="zh-Hant")
    assert both == []
    assert alone == ["expected 參數 for “parameter”, found 引數"]


def test_an_approved_term_may_hold_one_to_avoid() -> None:
    glossary = Glossary([Term("bias", ("偏差項",), ("偏差",))])
    assert list(glossary.faults("A bias.", "一個偏差項。")) == []
    assert len(list(glossary.faults("A bias.", "偏差與偏差項。"))) == 1


def test_a_translator_can_waive_a_term(terms: Path) -> None:
    assert faults("At a loss in memory.", "不知所措。", terms, comment="glossary-ok: loss, Memory") == []
    assert len(faults("At a loss in memory.", "不知所措。", terms, comment="glossary-ok: loss")) == 1


def test_a_file_without_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_text("term;zh\nloss;损失\n", encoding="utf-8")
    with pytest.raises(Refusal, match="expected a column 'en'"):
        Glossary.read(path, "zh-Hans")


def test_the_name_of_a_placeholder_is_no_term(terms: Path) -> None:
    po = empty_po("checks", "zh-Hans")
    po.append(polib.POEntry(msgctxt="m", msgid="{weights:.3f} of {loss}, {{matrix}}", msgstr="{loss} 的 {weights:.3f}"))
    found = [
        p.found for p in check_catalogue(po, Path("u.po"), "zh-Hans", Glossary.read(terms, "zh-Hans"), messages=True)
    ]
    assert found == ["expected 矩阵 for “matrix”, found none"]
