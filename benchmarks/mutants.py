"""Mistakes that nobody listed: right answers, each damaged in one place, and what the checks say to them.

    python benchmarks/mutants.py [UNIT ...] [--most 12] [--seed 0] [--show]

Each right answer of the bank is damaged in one place at a time: an operator, an operand, a transposition, a constant, a
comparison, a copy, a line. The figures say how many of these are refused, how many are named, and whether a named one
behaves like an answer of the bank that carries this name. `--show` prints those that do not, for a person to judge.
"""

from __future__ import annotations

import argparse
import ast
import copy
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import course  # noqa: E402  # tools/ is no package
from byhand.asking import ask  # noqa: E402
from byhand.exercise import FunctionExercise  # noqa: E402
from byhand.tensors import numbers  # noqa: E402
from byhand.units.the_library.observed import ObservedExercise  # noqa: E402

SECONDS = 20  # for one damaged answer: some loop for ever

_OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Lt: (ast.Gt, ast.LtE),
    ast.Gt: (ast.Lt, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_DROPPED = {"copy", "clone", "detach", "t", "item", "zero_", "sum", "mean", "contiguous", "abs", "transpose"}


def damaged(source: str) -> Iterator[str]:
    """The answer with one damage each, every damage there is, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for number in range(len(list(ast.walk(tree)))):
        for change in range(6):
            mutant = copy.deepcopy(tree)
            node = list(ast.walk(mutant))[number]
            if _damage(mutant, node, change):
                text = ast.unparse(ast.fix_missing_locations(mutant))
                if text not in seen:
                    seen.add(text)
                    yield text


def _damage(tree: ast.Module, node: Any, change: int) -> bool:
    """Change `node` in the manner number `change`; False where there is no such manner for it."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        others = _OPERATORS.get(type(node.op), ())
        if change < len(others):
            node.op = others[change]()
            return True
        if change == 2 and isinstance(node, ast.BinOp):
            node.left, node.right = node.right, node.left
            return True
        return change == 3 and isinstance(node, ast.BinOp) and _replace(tree, node, node.left)
    if isinstance(node, ast.Compare) and change < len(_OPERATORS.get(type(node.ops[0]), ())):
        node.ops[0] = _OPERATORS[type(node.ops[0])][change]()
        return True
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        values = [node.value + 1, node.value - 1, -node.value, node.value * 2]
        if change < len(values):
            node.value = values[change]
            return True
    if isinstance(node, ast.Attribute) and node.attr == "T" and change == 0:
        return _replace(tree, node, node.value)
    if isinstance(node, ast.Call):
        if change == 0 and isinstance(node.func, ast.Attribute) and node.func.attr in _DROPPED:
            return _replace(tree, node, node.func.value)
        if change == 1 and len(node.args) >= 2:
            node.args[0], node.args[1] = node.args[1], node.args[0]
            return True
        if change == 2 and node.keywords:
            node.keywords.pop()
            return True
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        names = _arguments(tree)
        if node.id in names and change < len(names) and names[change] != node.id:
            node.id = names[change]
            return True
    if isinstance(node, ast.FunctionDef | ast.For | ast.If | ast.With) and change < len(node.body) - 1:
        removed = node.body[change]
        if not (isinstance(removed, ast.Expr) and isinstance(removed.value, ast.Constant)):
            del node.body[change]
            return True
    if isinstance(node, ast.UnaryOp) and change == 0:
        return _replace(tree, node, node.operand)
    return False


def _arguments(tree: ast.Module) -> list[str]:
    function = next((n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)), None)
    return [] if function is None else [argument.arg for argument in function.args.args]


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> bool:
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else self.generic_visit(node)

    Swap().visit(tree)
    return True


@dataclass
class Judged:
    """What became of one damaged answer."""

    kind: str
    name: str | None
    source: str


class TooSlow(BaseException):
    """No Exception: the checks would take it for the answer's own."""


def _late(*_: object) -> None:
    raise TooSlow


def examined(unit: str, key: str, source: str) -> course.Examined | None:
    """The exam, or None where the cell itself raises or runs too long."""
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(SECONDS)
    try:
        return course.examine(unit, key, source)
    except (TooSlow, Exception):
        return None
    finally:
        signal.alarm(0)


def behaviour(exam: Any) -> list[Any]:
    """What the answer replies to the exercise's own questions, in a form that can be compared."""
    exercise = exam.exercise
    if isinstance(exercise, FunctionExercise):
        arguments, observe = exercise.arguments, exercise.observe
    elif isinstance(exercise, ObservedExercise):
        arguments, observe = exercise.question, lambda reply: reply.value
    else:
        return []
    told = []
    for case in [*exercise.cases, *exercise.squares]:
        reply = ask(exam.answer, arguments(case))
        if reply.error is not None:
            told.append((type(reply.error).__name__, reply.changed))
        else:
            told.append((_plain(observe(reply)), reply.changed))
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return value
    try:
        found = np.asarray(numbers(value), dtype=np.float64)
    except (TypeError, ValueError, RuntimeError):
        return type(value).__name__
    return (found.shape, [float(f"{n:.6g}") for n in found.ravel().tolist()])


def judge(unit: str, key: str, source: str, known: list[tuple[str, list[Any]]], worth: float) -> Judged:
    """Examine a damaged answer and say what it is."""
    found = examined(unit, key, source)
    if found is None:
        return Judged("stopped", None, source)
    if found.points == worth:
        return Judged("passes", None, source)
    name = found.exam.diagnosis
    if name is None:
        return Judged("unnamed", None, source)
    told = behaviour(found.exam)
    alike = bool(told) and any(other == name and was == told for other, was in known)
    return Judged("named, like the bank's" if alike else "named, to be judged", name, source)


def main() -> int:
    """Damage, examine, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", default=course.units())
    parser.add_argument("--only", help="one exercise")
    parser.add_argument("--most", type=int, default=12, help="damaged forms of each right answer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what is to be judged, and what passes")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(chosen.seed)
    print(f"seed {chosen.seed}, at most {chosen.most} damaged forms of each right answer\n")
    kinds = ("passes", "unnamed", "named, like the bank's", "named, to be judged", "stopped")
    print(f"{'':34}" + "".join(f"{kind:>24}" for kind in kinds))
    total: Counter[str] = Counter()
    for unit in chosen.units:
        for exercise in course.exercises(unit):
            if exercise.by_hand or (chosen.only and exercise.key != chosen.only):
                continue
            bank = course.bank(unit, exercise.key)
            known = []
            for answer in bank:
                if not answer.right and (found := examined(unit, exercise.key, answer.source)) is not None:
                    known.append((str(answer.id), behaviour(found.exam)))
            count: Counter[str] = Counter()
            for answer in bank:
                if not answer.right:
                    continue
                forms = list(damaged(answer.source))
                picked = rng.permutation(len(forms))[: chosen.most]
                for number in picked:
                    judged = judge(unit, exercise.key, forms[number], known, exercise.points)
                    count[judged.kind] += 1
                    if chosen.show and judged.kind in ("named, to be judged", "passes"):
                        print(f"\n# {judged.kind}: {judged.name or ''} {unit}/{exercise.key}\n{judged.source}\n")
            total += count
            print(f"{unit[:2]} {exercise.key:31}" + "".join(f"{count[kind]:>24}" for kind in kinds), flush=True)
    print(f"{'all':34}" + "".join(f"{total[kind]:>24}" for kind in kinds))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
