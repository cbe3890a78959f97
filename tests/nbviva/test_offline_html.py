"""The pages made for students and graders: formulas set without a network, and no formula that harms the run."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions import formgrader

from nbviva import mathml
from nbviva.mathml import Formulas
from nbviva.offline_html import OfflineHTML

FORMGRADER = Path(formgrader.__file__).parent
TEX = r"\mathrm{loss} = \sum_n (\hat y_n - y_n)^2"


def setting(tex: str, formulas: Formulas | None = None) -> str:
    return (formulas or Formulas()).mathml(tex, display=False, typed=f"${tex}$")


def page(*cells: nbformat.NotebookNode) -> str:
    exporter = OfflineHTML(template_name="classic")
    made, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)))
    return made


def test_a_formula_becomes_mathml() -> None:
    made = setting(TEX)
    assert made.startswith("<math>")
    assert "<munder>" in made or "<msub>" in made
    assert "\\" not in made


@pytest.mark.parametrize(
    "tex", [r"\text{<script>alert(1)</script>}", "<img src=x onerror=alert(1)>", r"\operatorname{<b>}"]
)
def test_markup_in_a_formula_is_text(tex: str) -> None:
    assert re.search(r"<(?!/?(?:math|m[a-z]+|code)\b)", setting(tex)) is None


@pytest.mark.parametrize("tex", [r"\href{javascript:alert(1)}{x}", r"\nothing{x}", r"\newcommand{\a}{x}\a", "x^2^"])
def test_what_cannot_be_set_shows_as_typed(tex: str) -> None:
    assert setting(tex) == f'<code class="tex">${tex}$</code>'


def test_a_formula_that_kills_or_hangs_the_setter_costs_itself_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mathml, "SECONDS", 0.2)
    monkeypatch.setattr(mathml, "LONGEST", 10**6)
    formulas = Formulas()
    for tex in ("(" * 60 + "x", "{" * 300_000 + "x"):
        assert setting(tex, formulas) == f'<code class="tex">${tex}$</code>'
        assert setting("y", formulas).startswith("<math>")
    assert formulas.failures == 2


def test_after_some_failures_a_page_keeps_its_formulas_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathml, "SECONDS", 0.1)
    formulas = Formulas()
    for number in range(mathml.FAILURES):
        setting("(" * (60 + number), formulas)
    assert setting("x", formulas) == '<code class="tex">$x$</code>'
    assert setting("x").startswith("<math>")


def test_every_way_to_write_a_formula_is_set() -> None:
    text = "in a line $x^2$, and\n\n$$\ny = \\frac{1}{2}\n$$\n\n\\begin{align}a &= b \\\\ c &= d\\end{align}\n"
    made = page(new_markdown_cell(text))
    assert len(re.findall("<math", made)) == 3
    assert len(re.findall('<math display="block"', made)) == 2


def test_an_output_that_is_a_formula_is_set() -> None:
    output = new_output("display_data", data={"text/latex": "$\\displaystyle x^{2}$", "text/plain": "x**2"})
    made = page(new_code_cell("x", outputs=[output]))
    assert "<msup>" in made
    assert "displaystyle x" not in made


def test_code_and_attachments_stay_what_they_are() -> None:
    cell = new_markdown_cell("`$x$` ![a dot](attachment:dot.png)", attachments={"dot.png": {"image/png": "iVBORw0K"}})
    made = page(cell)
    assert "<code>$x$</code>" in made
    assert 'src="data:image/png;base64,iVBORw0K"' in made


def test_no_script_is_fetched_for_formulas() -> None:
    assert re.search("<script[^>]*mathjax", page(new_markdown_cell("$x$")), re.IGNORECASE) is None


def test_the_list_of_scores_calls_each_exercise_by_its_heading() -> None:
    def graded(name: str) -> nbformat.NotebookNode:
        marks = {"grade": True, "solution": False, "points": 2, "score": 1.0, "grade_id": name}
        return new_code_cell("assert True", metadata={"nbgrader": marks})

    cells = [
        new_markdown_cell(
            '### 2.1 <span lang="en">Shapes `x` *first*</span> · <span lang="ja">形状</span> <b>&lt;i></b>'
        ),
        new_markdown_cell("text\n```\n# no heading\n```"),
        graded("test_shapes"),
        new_markdown_cell("## The loop <script>alert(1)</script>"),
        graded("test_a"),
        graded("test_b"),
    ]
    notebook = new_notebook(cells=cells)
    scores = {"notebook": "two", "score": 3.0, "max_score": 6.0, "late_penalty": 0.0}
    static = FORMGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    exporter = OfflineHTML(
        template_name="feedback",
        extra_template_basedirs=[str(FORMGRADER / "templates")],
        extra_template_paths=[str(static)],
    )
    made, _ = exporter.from_notebook_node(notebook, {"nbgrader": scores})
    entries = re.findall(r"<li>(<a href=\"#test.*?</a>) \(Score", made)
    assert entries == [
        '<a href="#test_shapes">2.1 <span lang="en">Shapes x first</span> · <span lang="ja">形状</span> &lt;i&gt;</a>',
        '<a href="#test_a">The loop alert(1) <code>test_a</code></a>',
        '<a href="#test_b">The loop alert(1) <code>test_b</code></a>',
    ]
