"""A student who reads the whole package finds no gradient in it, and no answer of the bank."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = sorted((ROOT / "src" / "byhand").rglob("*.py"))

# How the gradients of the network look when somebody writes them down, in NumPy's and in torch's words.
FORMULAS = [
    r"\w\.(T|t\(\)|transpose\([^)]*\))\s*@",
    r"@\s*\w+\.(T\b|t\(\)|transpose\()",
    r"\.(T|t\(\))\.(dot|mm|matmul)\(",
    r"\.(dot|mm|matmul)\(\s*\w+\.(T\b|t\(\))",
    r"einsum\(",
    r"tensordot\(",
    r"outer\(",
    r"2(\.0)?\s*\*\s*\(?\s*(case\.)?(y_pred|error|p)\b(?!\w)",
    r"\bh\w*\s*>=?\s*0\)?\s*\*",
    r"\*\s*\(?\s*h\w*\s*>=?\s*0",
    r"\[\s*\w*h\w*\s*<=?\s*0\s*\]\s*=",
    r"\bw\w*\s*-=",
    r"-\s*lr\s*\*\s*g\b",
]


def without_words(source: str) -> str:
    """The code alone: comments and docstrings may speak of what the course is about."""
    return ast.unparse(_undocumented(ast.parse(source)))


def _undocumented(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [n for n in body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))] or [  # type: ignore[attr-defined]
                ast.Pass()
            ]
    return tree


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.name)
def test_no_formula_of_a_gradient_stands_in_the_students_package(path: Path) -> None:
    code = without_words(path.read_text())
    found = [match.group() for formula in FORMULAS for match in re.finditer(formula, code)]
    assert not found, f"{path}: {found}"


def _telling_expressions(source: str) -> set[str]:
    """Expressions of an answer that say something: with at least two operators or calls in them."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.BinOp | ast.Call)
            and sum(isinstance(n, ast.BinOp | ast.Call | ast.Attribute) for n in ast.walk(node)) >= 3
        ):
            found.add(ast.unparse(node))
    return found


GRADIENTS = [
    (path.parent.name, key)
    for path in sorted(ROOT.glob("answers/*/coverage.json"))
    for key in json.loads(path.read_text(encoding="utf-8"))["gradients"]
]


@pytest.mark.parametrize(("unit", "key"), GRADIENTS)
def test_no_expression_of_a_right_gradient_stands_in_the_students_package(unit: str, key: str) -> None:
    code = "\n".join(without_words(path.read_text()) for path in PACKAGE)
    right = sorted(ROOT.glob(f"answers/{unit}/{key}/right/*.py"))
    assert right
    for path in right:
        for expression in _telling_expressions(path.read_text()):
            assert expression not in code, f"{path.name}: {expression}"


def test_the_search_finds_what_it_is_for() -> None:
    """Every right answer of the bank that is written as a formula is found by at least one pattern."""
    plain = [
        "return h_relu.T @ g",
        "return g @ w2.T",
        "return 2.0 * (y_pred - y)",
        "return g_h_relu * (h > 0)",
        "g_h[h < 0] = 0",
        "w -= lr * g",
        "return x.t().mm(g_h)",
        "return torch.einsum('nd,nh->dh', x, g)",
    ]
    for line in plain:
        assert any(re.search(formula, line) for formula in FORMULAS), line
