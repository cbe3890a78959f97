"""Exercises 5.1 and 5.3: what broadcasting repeats on the way forward is summed on the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, where
from byhand.exercise import Answer, Array, Condition
from byhand.fixtures import visible_rng
from byhand.laws import Output
from byhand.reference import vjp
from byhand.tensors import is_tensor
from byhand.units.vector_jacobian_products.question import (
    SQUARE,
    VISIBLE,
    Question,
    Sizes,
    TensorExercise,
    expanded,
    normal,
)

Letters = tuple[str, ...]
Wrong = Callable[[Array, tuple[int, ...]], Array]
"""(upstream gradient, shape of the thing) -> what a mistake makes of it."""


def summed(g: Array, shape: tuple[int, ...]) -> Array:
    """What reaches a thing of `shape` that broadcasting has made as large as g, by autograd."""
    return vjp(lambda small: small.expand(g.shape), np.zeros(shape), g)


def _axes(g: Array, shape: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(axes that the thing does not have, axes along which it has the length 1 and g has more), counted in g."""
    missing = g.ndim - len(shape)
    return tuple(range(missing)), tuple(missing + i for i, n in enumerate(shape) if n == 1 and g.shape[missing + i] > 1)


def averaged(g: Array, shape: tuple[int, ...], *, missing: bool, ones: bool) -> Array:
    """J2: the mean over the axes that the thing does not have, or over those where its length is 1, or over both."""
    gone, stretched = _axes(g, shape)
    over = (gone if missing else ()) + (stretched if ones else ())
    return np.asarray(summed(g, shape) / np.prod([g.shape[axis] for axis in over]))


def squeezed(g: Array, shape: tuple[int, ...]) -> Array:
    """J3: the axes of length 1 are lost."""
    return summed(g, shape).reshape([n for n in shape if n > 1])


def kept(g: Array, shape: tuple[int, ...]) -> Array:
    """J9: the axes that should be gone stand there with the length 1."""
    return summed(g, shape).reshape((1,) * (g.ndim - len(shape)) + shape)


def from_the_left(g: Array, shape: tuple[int, ...]) -> Array:
    """J10: the shapes are lined up at their left ends, so the last axes are summed away."""
    rest = g.sum(tuple(range(len(shape), g.ndim)))
    return np.asarray(rest.sum(tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True))


def untouched(g: Array, shape: tuple[int, ...]) -> Array:
    """J1: everything comes back as it came."""
    return g


MISTAKES: tuple[tuple[str, Wrong], ...] = (
    ("J1", untouched),
    ("J2", lambda g, shape: averaged(g, shape, missing=True, ones=True)),
    ("J2", lambda g, shape: averaged(g, shape, missing=True, ones=False)),
    ("J2", lambda g, shape: averaged(g, shape, missing=False, ones=True)),
    ("J3", squeezed),
    ("J9", kept),
    ("J10", from_the_left),
)

SHAPES: dict[str, Letters] = {"row": ("H",), "flat row": ("1", "H"), "column": ("N", "1"), "whole": ("N", "H")}


class Unbroadcast(TensorExercise):
    """5.1 unbroadcast(g, shape) -> a tensor of that shape: g summed over whatever broadcasting had repeated."""

    key = "unbroadcast"
    outputs = (Output("g", ("H",), "tensor"),)
    may_share = ("g",)

    def outputs_of(self, case: Question) -> tuple[Output, ...]:
        return (Output("g", case.given["letters"], "tensor"),)

    def arguments(self, case: Question) -> Mapping[str, object]:
        return {"g": case.given["g"], "shape": tuple(case.sizes[letter] for letter in case.given["letters"])}

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        return self.draw_for(rng, sizes, ("N", "H"), ("H",))

    def draw_for(self, rng: np.random.Generator, sizes: Sizes, of_g: Letters, letters: Letters) -> Question:
        """g of the shape `of_g`, for a thing of the shape `letters`; the letter "1" is the length 1."""
        sizes = {name: sizes[name] for name in sizes if name in (*of_g, *letters)} | {"1": 1}
        return Question({"g": normal(rng, *(sizes[name] for name in of_g)), "letters": letters}, sizes)

    @cached_property
    def cases(self) -> tuple[Question, ...]:
        """Each way of broadcasting a matrix, in two sizes."""
        rng = visible_rng(self.key)
        return tuple(self.draw_for(rng, s, ("N", "H"), letters) for letters in SHAPES.values() for s in VISIBLE)

    @cached_property
    def squares(self) -> tuple[Question, ...]:
        rng = visible_rng(self.key + "/square")
        return tuple(self.draw_for(rng, SQUARE, ("N", "H"), ("H",)) for _ in range(2))

    def _pair(self, case: Question) -> tuple[Array, tuple[int, ...]]:
        return case.array("g"), self.outputs_of(case)[0].shape(case.sizes)

    def reference(self, case: Question) -> tuple[Array, ...]:
        return (summed(*self._pair(case)),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def hypothesis(mistake: str, wrong: Wrong) -> Hypothesis:
            def holds(evidence: Evidence) -> bool:
                """Where the mistake makes a difference, the reply is the mistake's, or there is none; twice it is there."""
                told = [
                    (evidence.observed(case), wrong(*self._pair(case)))
                    for case in evidence.cases
                    if not agrees(wrong(*self._pair(case)), self.reference(case)[0])
                ]
                seen = [predicted for found, predicted in told if agrees(found, predicted)]
                return len(seen) >= 2 and all(found is None or agrees(found, predicted) for found, predicted in told)

            return where(mistake, holds)

        return [hypothesis(mistake, wrong) for mistake, wrong in MISTAKES]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        usual = self.usual()
        return {
            "fresh": self._asked(*SHAPES.values(), kind="values"),
            "equal_sizes": usual["equal_sizes"],
            "scalar_shape": self._asked((), kind="edge"),
            "leading_axes": self._asked(("H",), ("1", "H"), ("N", "1"), ("1", "1", "H"), kind="edge", lead=True),
            "empty_axis": self._empty(),
            "upstream_expanded": self.changed(expanded, "g"),
            "float32": usual["float32"],
            "device_meta": usual["device_meta"],
        }

    def _asked(self, *ways: Letters, kind: Any, lead: bool = False) -> Condition:
        """Several shapes in one hidden check; where one of the unusual ones finds no answer, that is J4."""
        of_g = ("M", "N", "H") if lead else ("N", "H")
        asked = [
            self.condition(
                kind,
                lambda rng, letters=letters: self.draw_for(rng, VISIBLE[int(rng.integers(2))], of_g, letters),  # type: ignore[misc]
                name=self.shape_unforeseen if kind == "edge" else None,
            )
            for letters in ways
        ]
        return Condition(
            kind, lambda answer, rng: next(filter(None, (a.examine(answer, a.make(rng)) for a in asked)), None)
        )

    def _empty(self) -> Condition:
        """A batch of no samples: the sum of nothing is 0, the mean of nothing is not a number."""
        return self.condition("edge", lambda rng: self.draw_for(rng, {"N": 0, "H": 4}, ("N", "H"), ("H",)))

    def shape_unforeseen(self, answer: Answer, case: Question) -> str | None:
        """J4, where the reply is an error or has another shape (twice, with other numbers)."""
        rng = np.random.default_rng(0)
        again = Question({**case.given, "g": normal(rng, *case.given["g"].shape)}, case.sizes)
        replies = [ask(answer, self.arguments(c)) for c in (case, again)]
        shape = self._pair(case)[1]
        missed = [
            r.error is not None or not is_tensor(r.value) or tuple(r.value.shape) != shape  # type: ignore[attr-defined]
            for r in replies
        ]
        return "J4" if all(missed) else None


class VjpAdd(TensorExercise):
    """5.3 vjp_add(g, a, b) -> (ga, gb), each of the shape of its operand: broadcasting included."""

    key = "vjp_add"
    outputs = (Output("ga", ("N", "H"), "tensor"), Output("gb", ("H",), "tensor"))
    may_share = ("g",)

    def outputs_of(self, case: Question) -> tuple[Output, ...]:
        return tuple(Output(f"g{name}", case.given[f"letters_{name}"], "tensor") for name in ("a", "b"))

    def arguments(self, case: Question) -> Mapping[str, object]:
        return {name: case.given[name] for name in ("g", "a", "b")}

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        return self.draw_for(rng, sizes, ("N", "H"), ("H",))

    def draw_for(self, rng: np.random.Generator, sizes: Sizes, of_a: Letters, of_b: Letters) -> Question:
        """a and b of these shapes, g of the shape of their sum."""
        sizes = {name: sizes[name] for name in sizes if name in (*of_a, *of_b)} | {"1": 1}
        a, b = (normal(rng, *(sizes[name] for name in letters)) for letters in (of_a, of_b))
        g = normal(rng, *(a + b).shape)
        return Question({"g": g, "a": a, "b": b, "letters_a": of_a, "letters_b": of_b}, sizes)

    @cached_property
    def cases(self) -> tuple[Question, ...]:
        """The bias of a layer, a column and a row, two of one shape; each in two sizes."""
        rng = visible_rng(self.key)
        ways: tuple[tuple[Letters, Letters], ...] = (
            (("N", "H"), ("H",)),
            (("N", "1"), ("1", "H")),
            (("N", "H"), ("N", "H")),
        )
        return tuple(self.draw_for(rng, sizes, *way) for way in ways for sizes in VISIBLE)

    @cached_property
    def squares(self) -> tuple[Question, ...]:
        rng = visible_rng(self.key + "/square")
        return tuple(self.draw_for(rng, SQUARE, ("N", "H"), ("H",)) for _ in range(2))

    def _shapes(self, case: Question) -> list[tuple[int, ...]]:
        return [tuple(case.given[name].shape) for name in ("a", "b")]

    def reference(self, case: Question) -> tuple[Array, ...]:
        a, b = (torch.from_numpy(case.array(name)) for name in ("a", "b"))
        g = case.array("g")
        return vjp(lambda t: t + b, a.numpy(), g), vjp(lambda t: a + t, b.numpy(), g)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def parts(evidence: Evidence, case: Question) -> tuple[object, ...]:
            found = evidence.observed(case)
            return tuple(found) if isinstance(found, (tuple, list)) and len(found) == 2 else ()

        def swapped(evidence: Evidence) -> bool:
            told = [case for case in evidence.cases if self._shapes(case)[0] != self._shapes(case)[1]]
            return all(
                len(found := parts(evidence, case)) == 2 and all(map(agrees, found, reversed(self.reference(case))))
                for case in told
            )

        def hypothesis(mistake: str, wrong: Wrong) -> Hypothesis:
            def holds(evidence: Evidence) -> bool:
                """Every part is right or the mistake's; two parts at least are the mistake's and not right."""
                seen = 0
                for case in evidence.cases:
                    found = parts(evidence, case)
                    for part, right, shape in zip(found, self.reference(case), self._shapes(case), strict=False):
                        if agrees(part, right):
                            continue
                        if not agrees(part, wrong(case.array("g"), shape)):
                            return False
                        seen += 1
                return seen >= 2

            return where(mistake, holds)

        return [where("J11", swapped), *(hypothesis(mistake, wrong) for mistake, wrong in MISTAKES)]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        usual = self.usual()

        def asked(of_a: Letters, of_b: Letters, kind: Any = "edge") -> Condition:
            return self.condition(kind, lambda rng: self.draw_for(rng, VISIBLE[int(rng.integers(2))], of_a, of_b))

        return {
            "fresh": usual["fresh"],
            "equal_sizes": usual["equal_sizes"],
            "row_first": asked(("H",), ("N", "H"), "values"),
            "column_and_row": asked(("N", "1"), ("1", "H"), "values"),
            "scalar_operand": asked(("N", "H"), ()),
            "three_axes": asked(("M", "N", "H"), ("N", "1")),
            "float32": usual["float32"],
            "device_meta": usual["device_meta"],
        }
