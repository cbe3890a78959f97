"""Code cells give comments and docstrings, and nothing that a program reads."""

from __future__ import annotations

import pytest

from nbduet.python_cut import cut_python


def cut(source: str) -> list[tuple[str, str]]:
    return [(segment.kind.value, segment.text) for segment in cut_python(source)]


def test_comment_lines_of_one_indentation_are_one_run() -> None:
    source = (
        "# first line,\n# second line\nx = 1  # trailing words\n# alone\nif x:\n    # inside\n    pass\n# outside\n"
    )
    assert cut(source) == [
        ("comment", "first line,\nsecond line"),
        ("trailing comment", "trailing words"),
        ("comment", "alone"),
        ("comment", "inside"),
        ("comment", "outside"),
    ]


def test_empty_comment_lines_and_rules_part_runs() -> None:
    assert cut("# one two\n#\n# three four\n# ----\n# five six\n\n# seven\n") == [
        ("comment", "one two"),
        ("comment", "three four"),
        ("comment", "five six"),
        ("comment", "seven"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "### BEGIN SOLUTION",
        "### END HIDDEN TESTS",
        "x = 1  # noqa: E501",
        "x = []  # type: ignore[assignment]",
        "# NBVAL_IGNORE_OUTPUT",
        "# %% a cell",
        "#!/usr/bin/env python",
        "# h = x @ w1",
        "# (N, D_in) @ (D_in, H)",
        "text = '# no comment'",
        "%%bash\n# a comment of the shell\nls",
        "%%html\n<b># words</b>",
    ],
)
def test_what_tools_read_is_no_segment(source: str) -> None:
    assert cut(source) == []


def test_docstring_line_by_line_but_sentences_whole() -> None:
    source = '''\
def f(x, weights, lr):
    """Return the hidden layer, which the
    backward pass needs.

    x: (N, D_in)
    weights: (D_in, H)
    lr: float
    Returns: (N, H)
    Raises: ValueError, when the shapes
        do not fit
    - one bullet
    - another bullet
    """
'''
    assert cut(source) == [
        ("docstring", "Return the hidden layer, which the\nbackward pass needs."),
        ("docstring", "Returns: (N, H)"),
        ("docstring", "Raises: ValueError, when the shapes\ndo not fit"),
        ("docstring", "- one bullet"),
        ("docstring", "- another bullet"),
    ]


def test_sentences_on_lines_of_their_own_are_segments_of_their_own() -> None:
    source = 'def f():\n    """Return the layer.\n    It is never negative;\n    this is kept.\n    """\n'
    assert [text for _, text in cut(source)] == ["Return the layer.", "It is never negative;", "this is kept."]


def test_a_field_goes_on_further_in_only() -> None:
    source = 'def f():\n    """\n    x: an array, which\n        is long\n    Returns an array\n    - a bullet\n    of words"""\n'
    assert [text for _, text in cut(source)] == [
        "x: an array, which\nis long",
        "Returns an array",
        "- a bullet",
        "of words",
    ]


def test_docstrings_of_module_class_and_method() -> None:
    source = (
        '"""About the cell."""\nclass A:\n    r"""About A."""\n\n    async def b(self):\n        \'On one line.\'\n'
    )
    assert cut(source) == [
        ("docstring", "About the cell."),
        ("docstring", "About A."),
        ("docstring on one line", "On one line."),
    ]


def test_strings_that_are_no_docstrings() -> None:
    assert cut('def f():\n    return "some words"\n\n"some more words"\n') == []


def test_characters_before_a_docstring_do_not_move_it() -> None:
    source = 'def größe(ä="é"): """Some words é."""\n'
    (segment,) = cut_python(source)
    assert source[segment.start : segment.end] == segment.text == "Some words é."


def test_magics_do_not_hide_comments() -> None:
    source = "%matplotlib inline\n!ls\nx?\n# a comment\ny = (\n    1  # one\n)\n"
    assert cut(source) == [("comment", "a comment"), ("trailing comment", "one")]


def test_timing_magic_is_python() -> None:
    assert cut("%%time\n# a comment\nx = 1\n") == [("comment", "a comment")]


def test_modulo_at_the_start_of_a_line_is_no_magic() -> None:
    source = "x = (7\n% 2)  # rest of it\n"
    assert cut(source) == [("trailing comment", "rest of it")]


def test_source_that_is_no_python_gives_its_comment_lines() -> None:
    assert cut("# some words\nthis is (no python  # not cut\n") == [("comment", "some words")]


def test_ranges_point_at_the_text_in_the_source() -> None:
    source = "if 1:\n    # one\n    #   two words\n    x = 1 # three\n"
    for segment in cut_python(source):
        whole = source[segment.start : segment.end].replace("\n" + segment.prefix, "\n")
        assert whole == segment.text
