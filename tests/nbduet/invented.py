"""A small invented unit: prose, an answer, a test and a cell that chooses the languages, all in two languages."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

UNIT = "u1"

INTRO = """\
# Two layers

A network with one hidden layer.

$$
y = \\max(x W_1, 0)\\, W_2
$$

- Keep the hidden layer.
  1. Nested point with $h$.
- `code` only: `h`

| name | shape |
| --- | --- |
| hidden layer | $(N, H)$ |
| `y` | |

<details>
<summary>My product raises an error</summary>

Print the **shape** of `x`.

</details>
"""

ANSWER = '''\
# Keep the hidden layer: the backward pass needs it.
def forward(x, w1):
    """Hidden layer before the ReLU.

    x: (N, D_in)
    w1: (D_in, H)
    Returns: (N, H)
    """
    ### BEGIN SOLUTION
    return x @ w1  # a secret comment
    ### END SOLUTION


n = 1  # number of samples
'''

TEST = "# a comment in a locked cell\nassert forward(1, 2)\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS\n"

CHINESE = {
    "Two layers": "两层",
    "A network with one hidden layer.": "只有一个隐藏层的网络。",
    "Keep the hidden layer.": "保留隐藏层。",
    "Nested point with $h$.": "带有 $h$ 的嵌套要点。",
    "`code` only: `h`": "只有 `code`：`h`",
    "name": "名称",
    "shape": "形状",
    "hidden layer": "隐藏层",
    "My product raises an error": "我的乘积报错",
    "Print the **shape** of `x`.": "打印 `x` 的**形状**。",
    "Keep the hidden layer: the backward pass needs it.": "保留隐藏层：反向传播要用到它。",
    "Hidden layer before the ReLU.": "ReLU 之前的隐藏层。",
    "Returns: (N, H)": "返回：(N, H)",
    "number of samples": "样本数",
    "Choose the languages.": "选择语言。",
}


def grading(name: str, **flags: Any) -> dict[str, Any]:
    """Return the metadata that nbgrader writes into a cell."""
    meta = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**meta, "grade_id": name, **flags}}


def markdown(source: str, name: str = "text", **flags: Any) -> NotebookNode:
    """Return a Markdown cell with the cell id `name`; flags are nbgrader's."""
    return new_markdown_cell(source, id=name, metadata=grading(name, **flags) if flags else {})


def code(source: str, name: str = "code", **flags: Any) -> NotebookNode:
    """Return a code cell with the cell id `name`; flags are nbgrader's."""
    return new_code_cell(source, id=name, metadata=grading(name, **flags) if flags else {})


def source_notebook() -> NotebookNode:
    """Return the reference notebook of the invented unit."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return new_notebook(
        metadata=kernel,
        cells=[
            code('# Choose the languages.\ncourse.languages("en")', "languages"),
            markdown(INTRO, "intro"),
            code(ANSWER, "answer-cell", solution=True, grade_id="forward"),
            code(TEST, "test-cell", grade=True, locked=True, points=2, grade_id="test_forward"),
            markdown("The answer of the author.", "graph", grade=True, solution=True, points=4),
        ],
    )
