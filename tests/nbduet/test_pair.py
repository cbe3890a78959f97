"""Pairs: each text in exactly one language, everything else once; the source language alone: no markup."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import polib
import pytest
from invented import ANSWER, INTRO, TEST, code, markdown
from markdown_it import MarkdownIt
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_notebook

from nbduet.catalogue import Translations
from nbduet.pair import render_notebook
from nbduet.problems import Refusal
from nbduet.segments import segment_cell
from nbduet.update import empty_po, write_po

PAIR = ("en", "zh-Hans")


def rendered(cell: NotebookNode, folder: Path, texts: dict[str, str], languages: tuple[str, ...] = PAIR) -> str:
    """Return the source of one cell whose translations are `texts`."""
    po = empty_po("u", "zh-Hans")
    for segment in segment_cell(cell):
        po.append(polib.POEntry(msgctxt=cell.id, msgid=segment.text, msgstr=texts[segment.text]))
    write_po(po, folder / "u" / "zh-Hans.po")
    made = render_notebook(new_notebook(cells=[cell]), Translations(folder, "u", languages))
    source: str = made.cells[0].source
    return source


def by_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in notebook.cells}


def test_english_alone_is_the_source(course: SimpleNamespace) -> None:
    source = course.read()
    made = render_notebook(source, Translations(course.folders.catalogues, "u1", ["en"]))
    assert [cell.source for cell in made.cells] == [cell.source for cell in source.cells]
    assert made.cells == source.cells
    assert made.metadata["nbduet"] == {"languages": ["en"]}
    assert "nbduet" not in source.metadata


def test_english_alone_needs_no_catalogue(course: SimpleNamespace, tmp_path: Path) -> None:
    translations = Translations(tmp_path / "nowhere", "u1", ["en"])
    assert render_notebook(course.read(), translations).cells == course.read().cells


def test_pair_of_a_whole_text_cell(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", PAIR)))
    assert (
        made["intro"].source
        == """\
# <span lang="en">Two layers</span> · <span lang="zh-Hans">两层</span>

<div lang="en">

A network with one hidden layer.

</div>

<div lang="zh-Hans">

只有一个隐藏层的网络。

</div>

$$
y = \\max(x W_1, 0)\\, W_2
$$

- <span lang="en">Keep the hidden layer.</span><br><span lang="zh-Hans">保留隐藏层。</span>
  1. <span lang="en">Nested point with $h$.</span><br><span lang="zh-Hans">带有 $h$ 的嵌套要点。</span>
- <span lang="en">`code` only: `h`</span><br><span lang="zh-Hans">只有 `code`：`h`</span>

| <span lang="en">name</span> <span lang="zh-Hans">名称</span> | <span lang="en">shape</span> <span lang="zh-Hans">形状</span> |
| --- | --- |
| <span lang="en">hidden layer</span> <span lang="zh-Hans">隐藏层</span> | $(N, H)$ |
| `y` | |

<details>
<summary><span lang="en">My product raises an error</span> · <span lang="zh-Hans">我的乘积报错</span></summary>

<div lang="en">

Print the **shape** of `x`.

</div>

<div lang="zh-Hans">

打印 `x` 的**形状**。

</div>

</details>
"""
    )


def test_pair_of_an_answer_cell(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", PAIR)))
    assert (
        made["answer-cell"].source
        == '''\
# Keep the hidden layer: the backward pass needs it.
# 保留隐藏层：反向传播要用到它。
def forward(x, w1):
    """Hidden layer before the ReLU.
    ReLU 之前的隐藏层。

    x: (N, D_in)
    w1: (D_in, H)
    Returns: (N, H)
    返回：(N, H)
    """
    ### BEGIN SOLUTION
    return x @ w1  # a secret comment
    ### END SOLUTION


n = 1  # number of samples / 样本数
'''
    )


def test_the_other_order(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", PAIR[::-1])))
    assert made["intro"].source.startswith('# <span lang="zh-Hans">两层</span> · <span lang="en">Two layers</span>\n')
    assert made["answer-cell"].source.startswith("# 保留隐藏层：反向传播要用到它。\n# Keep the hidden layer")
    assert "    ReLU 之前的隐藏层。\n    Hidden layer before the ReLU." in made["answer-cell"].source.replace(
        '"""', "    "
    )
    assert made["languages"].source.endswith('course.languages("zh-Hans", "en")')


def test_another_language_alone_is_named_on_every_passage(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", ["zh-Hans"])))
    intro = made["intro"].source
    assert intro.count('lang="zh-Hans"') == intro.count("lang=") == len(segment_cell(markdown(INTRO)))
    assert intro.startswith(
        '# <span lang="zh-Hans">两层</span>\n\n<div lang="zh-Hans">\n\n只有一个隐藏层的网络。\n\n</div>\n\n$$\ny'
    )
    assert "Keep" not in made["answer-cell"].source
    assert made["languages"].source == '# 选择语言。\ncourse.languages("zh-Hans")'


def test_frozen_cells_are_byte_identical(course: SimpleNamespace) -> None:
    source = course.read()
    source.cells.append(markdown("Locked prose.", "locked", locked=True))
    source.cells.append(markdown("A task.", "task", task=True, locked=True, points=1))
    source.cells.append(code("# words\nx = 1", "manual", grade=True, solution=True, points=1))
    for languages in (PAIR, PAIR[::-1], ("zh-Hans",)):
        made = by_id(render_notebook(source, Translations(course.folders.catalogues, "u1", languages)))
        for name in ("test-cell", "graph", "locked", "task", "manual"):
            assert made[name] == by_id(source)[name]
    assert made["test-cell"].source == TEST


def test_an_answer_without_markers_is_left_to_its_stub() -> None:
    assert segment_cell(code("# words\nx = 1", solution=True)) == ()


def test_regions_that_nbgrader_removes_are_not_translated() -> None:
    cell = code("# before it\n### BEGIN HIDDEN TESTS\n# inside\n### END HIDDEN TESTS\n# after it\n")
    assert [segment.text for segment in segment_cell(cell)] == ["before it", "after it"]


def test_a_text_directly_before_another_block_keeps_the_block(tmp_path: Path) -> None:
    source = "Some words:\n- first item\n- second item\n\nMore words:\n```\ncode\n```\n"
    texts = {"Some words:": "一些话：", "first item": "其一", "second item": "其二", "More words:": "又一些："}
    made = rendered(markdown(source), tmp_path, texts)
    kinds = [token.type for token in MarkdownIt("commonmark").parse(made) if token.level == 0]
    assert kinds.count("bullet_list_open") == 1
    assert kinds.count("fence") == 1
    assert "</div>\n\n- <span" in made
    assert "</div>\n\n```" in made


def test_paragraphs_inside_lists_and_quotations_stay_inside(tmp_path: Path) -> None:
    source = "1. first item\n\n   its paragraph\n   on two lines\n2. last item\n\n> quoted words\n> go on\n"
    texts = {
        "first item": "第一项",
        "its paragraph\non two lines": "它的段落",
        "last item": "末项",
        "quoted words\ngo on": "引文",
    }
    made = rendered(markdown(source), tmp_path, texts)
    assert (
        '   <div lang="en">\n\n   its paragraph\n   on two lines\n\n   </div>\n\n   <div lang="zh-Hans">\n\n   它的段落\n'
        in made
    )
    assert '> <div lang="en">\n>\n> quoted words\n> go on\n>\n> </div>\n>\n> <div lang="zh-Hans">\n>\n> 引文\n' in made
    tokens = [token.type for token in MarkdownIt("commonmark").parse(made) if token.level == 0 and token.nesting == 1]
    assert tokens == ["ordered_list_open", "blockquote_open"]
    assert MarkdownIt("commonmark").render(made).count("<li>") == 2


def test_each_prose_block_stands_in_exactly_one_language(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", PAIR)))
    html = MarkdownIt("commonmark").enable("table").render(made["intro"].source)
    for language in PAIR:
        assert html.count(f'lang="{language}"') == len(segment_cell(markdown(INTRO))) == 10
    assert "**" not in html
    assert "<strong>shape</strong>" in html
    assert "<strong>形状</strong>" in html
    # The Markdown in a folded hint is read as Markdown.
    assert "<p>Print the" in html


def test_a_text_that_is_the_same_in_both_languages_is_said_once(tmp_path: Path) -> None:
    texts = {"ReLU": "ReLU", "SGD stays": "SGD stays"}
    assert rendered(markdown("## ReLU\n\nSGD stays\n"), tmp_path, texts) == "## ReLU\n\nSGD stays\n"


def test_a_picture_has_one_text_in_both_languages(tmp_path: Path) -> None:
    made = rendered(markdown("![A valley](loss.png)"), tmp_path, {"A valley": "山谷"})
    assert made == "![A valley / 山谷](loss.png)"


def test_two_languages_with_the_same_words_say_them_once_under_the_first(tmp_path: Path) -> None:
    for tag in ("zh-Hans", "zh-Hant"):
        po = empty_po("u", tag)
        po.append(polib.POEntry(msgctxt="text", msgid="Valley", msgstr="山谷"))
        write_po(po, tmp_path / "u" / f"{tag}.po")
    notebook = new_notebook(cells=[markdown("# Valley")])
    made = render_notebook(notebook, Translations(tmp_path, "u", ("zh-Hant", "zh-Hans")))
    assert made.cells[0].source == '# <span lang="zh-Hant">山谷</span>'


def test_a_number_that_heads_both_languages_is_said_once(tmp_path: Path) -> None:
    texts = {"2.5 The gradient": "2.5 梯度", "3. Backward": "第 3 节"}
    made = rendered(markdown("### 2.5 The gradient\n\n## 3. Backward\n"), tmp_path, texts)
    assert '### 2.5 <span lang="en">The gradient</span> · <span lang="zh-Hans">梯度</span>' in made
    assert '## <span lang="en">3. Backward</span> · <span lang="zh-Hans">第 3 节</span>' in made


def test_a_one_line_docstring_grows_inside_its_quotes(tmp_path: Path) -> None:
    source = 'def f():\n    """Some words."""\n\n\ndef g():\n    "Other words."\n'
    made = rendered(code(source), tmp_path, {"Some words.": "一些话。", "Other words.": "另一些。"})
    assert made == 'def f():\n    """Some words.\n    一些话。"""\n\n\ndef g():\n    "Other words. / 另一些。"\n'


def test_a_comment_may_take_several_lines(tmp_path: Path) -> None:
    source = "if 1:\n    # N: samples\n    # H: hidden units\n    pass\n"
    made = rendered(code(source), tmp_path, {"N: samples\nH: hidden units": "N：样本\nH：隐藏单元"})
    assert made == "if 1:\n    # N: samples\n    # H: hidden units\n    # N：样本\n    # H：隐藏单元\n    pass\n"


def test_code_is_the_same_code(course: SimpleNamespace) -> None:
    made = by_id(render_notebook(course.read(), Translations(course.folders.catalogues, "u1", PAIR)))
    functions = [ast.parse(source).body[0] for source in (ANSWER, made["answer-cell"].source)]
    assert all(isinstance(function, ast.FunctionDef) for function in functions)
    bodies = [[ast.dump(node) for node in function.body[1:]] for function in functions]  # type: ignore[attr-defined]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("bad", ['三个引号 """ 在此', '末尾的引号"', "反斜杠 \\"])
def test_a_translation_that_would_change_code_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(Refusal, match="change the code") as refusal:
        rendered(code('def f():\n    """Some words."""\n    return 1\n', "here"), tmp_path, {"Some words.": bad})
    assert refusal.value.problems[0].context == "here"


def test_a_line_break_cannot_smuggle_code_in(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="change the code"):
        rendered(code("x = 1  # some words\n"), tmp_path, {"some words": "话\nx = 2"})


def test_language_cell_by_tag_keeps_its_quotes(tmp_path: Path) -> None:
    cell = code("set_up('x'); 语言 = choose('en')  # é")
    cell.metadata["tags"] = ["languages"]
    assert rendered(cell, tmp_path, {}) == "set_up('x'); 语言 = choose('en', 'zh-Hans')  # é"


@pytest.mark.parametrize(
    ("source", "flags", "found"),
    [
        ("choose('fr')", {}, "found none"),
        ("choose(['en'])", {}, "found none"),
        ("choose('en')", {"locked": True}, "locked"),
    ],
)
def test_language_cell_without_a_choice_is_refused(tmp_path: Path, source: str, flags: dict, found: str) -> None:
    with pytest.raises(Refusal, match=found):
        rendered(code(source, "languages", **flags), tmp_path, {})


def test_cell_without_a_name_is_refused(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[markdown("Some words.")])
    del notebook.cells[0]["id"]
    with pytest.raises(Refusal, match=r"cell or key 'cell 1'.*grade_id or a cell id, found neither.*nbformat 4\.5"):
        render_notebook(notebook, Translations(tmp_path, "u", ["en"]))
