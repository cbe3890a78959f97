"""Which cell runs where: the rules, the names that a cell takes from others, and the tags that override them."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from tiny_master import cell, marks, master

from nbviva.names import names
from nbviva.roles import roles


def locked(*sources: str) -> list[str]:
    """The roles of locked cells after an answer cell that defines `f` and a plain cell that defines `p`."""
    cells = [
        new_code_cell("def f(x): return x", metadata=marks("f", solution=True)),
        new_code_cell("p = 1"),
        *(new_code_cell(source, metadata=marks(f"locked{number}")) for number, source in enumerate(sources)),
    ]
    return list(roles(new_notebook(cells=cells)).values())[2:]


def test_the_roles_of_the_tiny_master() -> None:
    assert roles(master()) == {
        "title": "plain",
        "setup": "setup",
        "guess": "plain",
        "prose": "plain",
        "warm": "answer",
        "test_warm": "test",
        "cool": "answer",
        "test_cool": "test",
        "loop": "plain",
        "show": "setup",
        "why": "answer",
    }


@pytest.mark.parametrize(
    "source",
    [
        "f(1)",
        "y = f",
        "p += 1",
        "p = p + 1",
        "def g():\n    return f(1)",
        "g = lambda x: f(x)",
        "class G:\n    y = f(1)",
        "class G:\n    def m(self):\n        return f(1)",
        "[f(x) for x in range(3)]",
        "for f in f():\n    pass",
        "@f\ndef g(): pass",
        "def g(x=f): pass",
        "async def g():\n    await f()",
        "await f()",
        "%timeit f(1)",
        "%%time\nf(1)",
        "!echo {f}",
        "f?",
        "if True:\n    y = f\nf = 2",
        "def broken(:",
    ],
)
def test_a_locked_cell_that_needs_the_student_is_plain(source: str) -> None:
    assert locked(source) == ["plain"]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nx = np.zeros(3)",
        "f = 1\ny = f",
        "def g(f):\n    return f",
        "def g():\n    f = 1\n    return f",
        "def g():\n    for f in range(3):\n        print(f)",
        "def g():\n    def h():\n        return f\n    f = 1\n    return h",
        "[f for f in range(3)]",
        "import f\nf.go()",
        "from x import y as f\nf()",
        "with open('x') as f:\n    f.read()",
        "try:\n    pass\nexcept ValueError as f:\n    print(f)",
        "for f in range(3):\n    print(f)",
        "x.f = 'f'",
        "%matplotlib inline",
        "# f(1)",
        "",
    ],
)
def test_a_locked_cell_that_needs_only_itself_is_setup(source: str) -> None:
    assert locked(source) == ["setup"]


def test_what_a_plain_cell_gives_makes_others_plain() -> None:
    assert locked("y = f(1)", "z = y", "a = 1", "print(z, a)") == ["plain", "plain", "setup", "plain"]


def test_what_setup_gives_first_is_setups() -> None:
    assert locked("p = 2", "print(p)", "y = f(p)") == ["setup", "setup", "plain"]
    assert locked("print(p)", "p = 2") == ["plain", "setup"]


def test_a_name_that_a_function_makes_global_is_given() -> None:
    found = names("def g():\n    global y\n    y = 1")
    assert found is not None
    assert found.given == {"g", "y"}


def test_a_tag_overrides_the_rule() -> None:
    ours = master()
    cell(ours, "loop").metadata.tags = ["other", "nbviva:setup"]
    cell(ours, "show").metadata.tags = ["nbviva:plain"]
    found = roles(ours)
    assert (found["loop"], found["show"]) == ("setup", "plain")


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("warm", ["nbviva:test"]),
        ("warm", ["nbviva:setup"]),
        ("show", ["nbviva:answer"]),
        ("show", ["nbviva:examiner"]),
        ("show", ["nbviva:setup", "nbviva:plain"]),
    ],
)
def test_a_tag_that_would_be_unsafe_or_means_nothing_is_refused(name: str, tags: list[str]) -> None:
    ours = master()
    cell(ours, name).metadata.tags = tags
    with pytest.raises(ValueError, match=name):
        roles(ours)


def test_two_cells_of_one_name_are_refused() -> None:
    ours = master()
    cell(ours, "test_cool").metadata.nbgrader.grade_id = "test_warm"
    with pytest.raises(ValueError, match="test_warm"):
        roles(ours)
