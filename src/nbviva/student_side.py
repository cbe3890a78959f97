"""`@student_side` in a test cell: the function below it is run in the student's process, only its values come back.

The marker is recognised by its name, wherever it comes from: in a notebook of the student's it is a function that
returns what it is given, and does nothing.
"""

from __future__ import annotations

import ast
from typing import Any

MARKER = "student_side"
SENDER = "__student_side__"


class SendHelpers(ast.NodeTransformer):
    """Turns each marked function of a cell into one that the student's process is sent."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Functions at the level of the cell, and in the blocks of its `if`, `with` and `for`."""
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Replace a marked function; leave every other as it is, with what is in it."""
        return self._sent(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Replace a marked class."""
        return self._sent(node)

    def _sent(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        kept = [decorator for decorator in node.decorator_list if _name(decorator) != MARKER]
        if len(kept) == len(node.decorator_list):
            return node
        node.decorator_list = kept
        call = ast.Call(ast.Name(SENDER, ast.Load()), [ast.Constant(node.name), ast.Constant(ast.unparse(node))], [])
        made = ast.Assign([ast.Name(node.name, ast.Store())], call)
        return ast.fix_missing_locations(ast.copy_location(made, node))


def _name(decorator: ast.expr) -> str:
    found: Any = decorator
    return found.attr if isinstance(found, ast.Attribute) else getattr(found, "id", "")
