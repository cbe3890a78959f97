"""Which names a master's cell takes from other cells, and which it gives them: read from its source, never run.

Only masters are read here, each once. The answer leans to one side: a name that might come from elsewhere counts as taken.
"""

from __future__ import annotations

import ast
import functools
import re
import symtable
from collections.abc import Iterable
from dataclasses import dataclass

_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_AWAIT = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Names:
    """The names of one cell."""

    # read before the cell itself binds them, or inside a function without being bound anywhere in the cell
    taken: frozenset[str]
    # bound at the level of the cell
    given: frozenset[str]


@functools.cache
def names(source: str) -> Names | None:
    """Return the names of a cell, which may hold IPython's magics; None if it is no Python even then."""
    tree = _tree(source)
    if tree is None:
        return None
    walk = _Walk()
    walk.body(tree.body)
    walk.bound |= _declared_global(source)
    return Names(frozenset(walk.early | (walk.late - walk.bound)), frozenset(walk.bound))


@dataclass(frozen=True)
class Own:
    """What a cell imports, and which functions and classes it defines, at its own level."""

    imports: tuple[str, ...]
    defined: frozenset[str]


@functools.cache
def own(source: str) -> Own:
    """Read a cell; nothing of one that is no Python. Each import is a statement of its own."""
    tree = _tree(source)
    body = tree.body if tree is not None else []
    imports = [
        ast.unparse(node)
        for node in body
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__")
    ]
    defined = (each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))
    return Own(tuple(imports), frozenset(defined))


def _tree(source: str) -> ast.Module | None:
    for text in (source, None):
        try:
            found = compile(_transformed(source) if text is None else text, "<cell>", "exec", _AWAIT)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return found if isinstance(found, ast.Module) else None
    return None


def _transformed(source: str) -> str:
    # Imported here: IPython takes 0.2 s to load, and few masters need it.
    from IPython.core.inputtransformer2 import TransformerManager

    return str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]


def _declared_global(source: str) -> set[str]:
    """Names that a function of the cell binds by `global`; nothing for a source that only IPython understands."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found: set[str] = set()
    left = table.get_children()
    while left:
        scope = left.pop()
        found |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_declared_global()}
        left.extend(scope.get_children())
    return found


class _Walk:
    """Goes through a cell in the order in which Python runs it."""

    def __init__(self) -> None:
        self.bound: set[str] = set()
        # read at once, before the cell had bound it
        self.early: set[str] = set()
        # read inside a function, whenever that may be called
        self.late: set[str] = set()

    def body(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self.visit(statement)

    def visit(self, node: ast.AST | None) -> None:
        if node is None:
            return
        if isinstance(node, ast.Name):
            self._name(node)
        elif isinstance(node, _FUNCTIONS):
            self._function(node)
        elif isinstance(node, _COMPREHENSIONS):
            self._comprehension(node)
        elif isinstance(node, ast.ClassDef):
            self._class(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.bound |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping):
            self._named(node)
        else:
            self._ordinary(node)

    def _name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.early |= {node.id} - self.bound
        elif isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)

    def _ordinary(self, node: ast.AST) -> None:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            # The target is written as a store, and read first.
            self.early |= {node.target.id} - self.bound
        if isinstance(node, ast.Call) and _is_magic(node):
            # `%timeit f(x)`: the code is text to Python, so every word in it counts.
            texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            words = {word for text in texts if isinstance(text, str) for word in _IDENTIFIER.findall(text)}
            self.early |= words - self.bound
        children = list(ast.iter_child_nodes(node))
        # Values are computed before they are given a name: what is assigned comes after what is read.
        first = [child for child in children if not _stores(child)] if _assigns(node) else children
        if isinstance(node, ast.For | ast.AsyncFor):
            first = [node.iter, node.target, *node.body, *node.orelse]
        for child in first + [child for child in children if child not in first]:
            self.visit(child)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        if not isinstance(node, ast.Lambda):
            self._each([*node.decorator_list, node.returns])
            self.bound.add(node.name)
        self._each([*arguments.defaults, *arguments.kw_defaults, *(one.annotation for one in every if one)])
        inner = _Walk()
        inner.bound = {one.arg for one in every if one}
        if isinstance(node, ast.Lambda):
            inner.visit(node.body)
        else:
            inner.body(node.body)
        # A name that the function binds anywhere is its own everywhere, unless it says `global`.
        self.late |= (inner.early | inner.late) - (inner.bound - _globals(node))

    def _class(self, node: ast.ClassDef) -> None:
        self._each([*node.decorator_list, *node.bases, *node.keywords])
        inner = _Walk()
        inner.body(node.body)
        self.early |= inner.early - self.bound
        self.late |= inner.late
        self.bound.add(node.name)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        inner = _Walk()
        for part in node.generators:
            inner._each([part.iter, part.target, *part.ifs])
        inner._each([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.early |= inner.early - self.bound
        self.late |= inner.late - inner.bound
        # `:=` inside a comprehension binds outside it.
        walrus = (part.target for part in ast.walk(node) if isinstance(part, ast.NamedExpr))
        self.bound |= {target.id for target in walrus}

    def _named(self, node: ast.ExceptHandler | ast.MatchAs | ast.MatchStar | ast.MatchMapping) -> None:
        name = node.rest if isinstance(node, ast.MatchMapping) else node.name
        if name:
            self.bound.add(name)
        self._each(ast.iter_child_nodes(node))

    def _each(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            self.visit(node)


def _assigns(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr)


def _stores(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _globals(node: ast.AST) -> set[str]:
    return {name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names}


def _is_magic(node: ast.Call) -> bool:
    inner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id == "get_ipython"


def imports(sources: Iterable[str]) -> set[str]:
    """The modules that cells import, wherever in them they do; of `from a import b`, both a and a.b, which may be none."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(_tree(source) or ast.Module([], [])):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")}
    return found
