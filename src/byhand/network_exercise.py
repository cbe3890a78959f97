"""Exercises about the network in NumPy: their fixtures, and the hidden checks that all of them have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from byhand.exercise import Array, Condition, FunctionExercise
from byhand.fixtures import SIZES, Case, draw, identifiable, visible_rng

SQUARE = {"N": 4, "D_in": 4, "H": 4, "D_out": 4}


class ArrayExercise(FunctionExercise[Case]):
    """An exercise whose answer is a function from arrays to arrays (or a number), judged against torch autograd."""

    def sizes(self, case: Case) -> Mapping[str, int]:
        """Letters and their sizes in this case."""
        return case.sizes

    @cached_property
    def cases(self) -> tuple[Case, Case]:
        """The two visible cases: all sizes different, and every mistake of the bank telling itself apart."""
        return self.found_cases()

    def found_cases(self) -> tuple[Case, Case]:
        """The visible cases, drawn until they tell everything apart."""
        rng = visible_rng(self.key)
        first, second = (identifiable(rng, sizes, self._predictions) for sizes in SIZES[:2])
        return first, second

    @cached_property
    def squares(self) -> tuple[Case, Case]:
        """Two cases with every size 4, asked only when shapes did not fit."""
        rng = visible_rng(self.key + "/square")
        return draw_square(rng), draw_square(rng)

    def _predictions(self, case: Case) -> list[Array]:
        named = [h.predict(case) for h in self.hypotheses if h.predict is not None]
        return [*self.reference(case), *named] if len(self.outputs) == 1 else named

    def usual_conditions(self) -> dict[str, Condition]:
        """The hidden checks that every array exercise has."""
        return {
            "fresh": self.condition("values", fresh),
            "square": self.condition("values", draw_square),
            "one_sample": self.condition("edge", one_sample),
            "strided": self.condition("edge", strided),
            "float32": self.condition("edge", in_float32, float32=True),
        }


def fresh(rng: np.random.Generator) -> Case:
    """A case with a conscience, in sizes drawn as well."""
    return identifiable(rng, SIZES[int(rng.integers(len(SIZES)))])


def draw_square(rng: np.random.Generator) -> Case:
    """A case with every size 4, some units on and some off for every sample."""
    while True:
        case = draw(rng, SQUARE)
        on = case.h > 0
        if on.any(axis=1).all() and not on.all(axis=1).any() and np.abs(case.h).min() > 1e-2:
            return case


def one_sample(rng: np.random.Generator) -> Case:
    """N = 1, with at least one unit on and one off."""
    while True:
        case = draw(rng, {**SIZES[0], "N": 1})
        on = case.h > 0
        if on.any() and not on.all() and np.abs(case.h).min() > 1e-2:
            return case


def _arrays(case: Case, change: Callable[[Array], Array]) -> Case:
    changed: dict[str, Any] = {name: change(value) for name, value in vars(case).items() if name != "sizes"}
    return replace(case, **changed)


def strided(rng: np.random.Generator) -> Case:
    """A fresh case whose arrays are views that skip every other element, as `big[::2, ::2]` gives them."""

    def view(array: Array) -> Array:
        roomy = np.zeros(tuple(2 * size for size in array.shape))
        window = roomy[tuple(slice(None, None, 2) for _ in array.shape)]
        window[...] = array
        return window

    return _arrays(fresh(rng), view)


def in_float32(rng: np.random.Generator) -> Case:
    """A fresh case in float32."""
    return _arrays(fresh(rng), lambda array: array.astype(np.float32))
