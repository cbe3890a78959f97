"""Markdown is cut where a translator would cut it, and never changed."""

from __future__ import annotations

import pytest

from nbduet.markdown_cut import cut_markdown
from nbduet.text import Kind


def cut(source: str) -> list[tuple[str, str]]:
    return [(segment.kind.value, segment.text) for segment in cut_markdown(source)]


def test_each_block_with_words_is_one_segment() -> None:
    source = (
        "## A title with `code` ##\n\nOne paragraph\non two lines.\n\n- item\n  - nested **item**\n\n"
        "1. first\n\n   second paragraph\n\nSetext title\n===\n\n> quoted words\n"
    )
    assert cut(source) == [
        ("heading", "A title with `code`"),
        ("paragraph", "One paragraph\non two lines."),
        ("list item", "item"),
        ("list item", "nested **item**"),
        ("list item", "first"),
        ("paragraph", "second paragraph"),
        ("heading", "Setext title"),
        ("paragraph", "quoted words"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "$$\nloss = \\sum x\n$$",
        "\\begin{align}\nloss &= words\n\\end{align}",
        "```python\nsome code here\n```",
        "    indented code here",
        "![$L$](graph.png)",
        '<img src="graph.png" alt="some words">',
        "<!-- a remark for authors -->",
        "<summary><code>ValueError: some words</code></summary>",
        "<svg>\n<text>some words</text>\n</svg>",
        "`h`, $(N, H)$, w1",
        "(N, D_in) @ (D_in, H)",
        "N, D_in, H, D_out = 64, 1000, 100, 10",
        "## `SHAPES` (2.1)",
        "---",
        "[link]: https://example.org/some/words",
        "",
    ],
)
def test_blocks_without_words_are_no_segments(source: str) -> None:
    assert cut(source) == []


def test_the_text_of_a_picture_that_stands_alone_is_a_segment() -> None:
    (segment,) = cut_markdown("Before.\n\n> ![Two hills, one valley](loss.png)\n")[1:]
    assert (segment.kind, segment.text) == (Kind.ALT, "Two hills, one valley")
    assert "Before.\n\n> ![Two hills, one valley](loss.png)\n"[segment.start : segment.end] == segment.text


def test_table_cells_with_words_only() -> None:
    source = (
        "| name | `h` \\| c |\n|---|---|\n| $x$ | words \\| more |\n| | (N, H) |\n\na | two words\n--|--\n`b` | c\n"
    )
    assert cut(source) == [("table cell", "name"), ("table cell", "words \\| more"), ("table cell", "two words")]


def test_a_pipe_in_math_ends_no_cell() -> None:
    assert cut("| a | b |\n|---|---|\n| $|x|$ and more | last |\n") == [
        ("table cell", "$|x|$ and more"),
        ("table cell", "last"),
    ]


def test_table_inside_a_quotation() -> None:
    source = "> | name | x |\n> |---|---|\n> | y | some words |\n"
    assert cut(source) == [("table cell", "name"), ("table cell", "some words")]


def test_folded_hint_gives_summary_and_the_markdown_inside() -> None:
    source = "<details>\n<summary>My <code>x</code> fails</summary>\n\nLook at `x`.\n\n- item\n\n</details>\n"
    assert cut(source) == [
        ("html text", "My <code>x</code> fails"),
        ("paragraph", "Look at `x`."),
        ("list item", "item"),
    ]


def test_text_between_block_tags_is_cut_at_the_tags() -> None:
    source = '<div class="note">\n  Some text\n  <p>and <b>bold</b> text</p>\n  <pre>code</pre> after\n</div>'
    assert cut(source) == [
        ("html text", "Some text"),
        ("html text", "and <b>bold</b> text"),
        ("html text", "after"),
    ]


def test_ranges_point_at_the_text_in_the_source() -> None:
    source = "# Über `x`\n\n- é item\n  more  \n  last\n\n| a | long name |\n|-|-|\n| b | c |\n\n> 1. quoted\n"
    for segment in cut_markdown(source):
        first, *further = source[segment.start : segment.end].split("\n")
        whole = "\n".join([first, *(line.removeprefix(segment.prefix) for line in further)])
        assert whole == segment.text


def test_a_hard_line_break_belongs_to_the_text() -> None:
    (segment,) = cut_markdown("one line  \nanother line  \n")
    assert segment.text == "one line  \nanother line"


def test_prefix_repeats_quotation_and_indentation() -> None:
    prefixes = {segment.text: segment.prefix for segment in cut_markdown("> 1. one two\n>    - three four\n\n- five\n")}
    assert prefixes == {"one two": ">    ", "three four": ">      ", "five": "  "}


def test_paragraph_of_a_tight_list_is_an_item() -> None:
    source = "- some words\n  ```\n  code\n  ```\n  further words\n- next item\n"
    assert [segment.kind for segment in cut_markdown(source)] == [Kind.ITEM] * 3
