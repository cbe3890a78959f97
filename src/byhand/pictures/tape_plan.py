"""Decides what the tape shows: which cell is a value, a hole, a leak. Pure arrays, no drawing.

It looks only at the numbers it is given. It computes no gradient and must never hold the formula of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from byhand.pictures.arrays import Matrix, kind, matrix, number, shape_text
from byhand.pictures.picture import complaint

ORDER = ("x", "w1", "h", "h_relu", "w2", "y_pred", "loss")
WITH_GRADIENT = ("w1", "h", "h_relu", "w2", "y_pred")
Mask = NDArray[np.bool_]


class Cell(Enum):
    """What one entry of an array is drawn as."""

    NUMBER = "number"
    DEAD = "dead"  # a number of h in a unit that is closed for every sample
    ZERO = "zero"  # exactly 0
    HOLE = "hole"  # exactly 0, where the ReLU is closed
    LEAK = "leak"  # not 0, although the ReLU is closed
    NOT_FINITE = "not finite"


@dataclass(frozen=True)
class Block:
    """One array of the tape."""

    name: str
    array: Matrix
    # What each entry is drawn as, in the shape of the array.
    cells: list[list[Cell]]
    # The largest absolute value that the shades are measured by.
    largest: float
    # The shape that the array should have, if it has another.
    expected: tuple[int, ...] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) as found."""
        return self.array.shape[0], self.array.shape[1]

    def where(self, cell: Cell) -> list[tuple[int, int]]:
        """(row, column) of every entry drawn as `cell`."""
        return [(i, j) for i, row in enumerate(self.cells) for j, kind_ in enumerate(row) if kind_ is cell]


@dataclass(frozen=True)
class Plan:
    """The whole tape, before it is drawn."""

    values: dict[str, Block]
    gradients: dict[str, Block]
    # Gradients of the lower track that were not given, or given as None.
    missing: tuple[str, ...]
    # Names of sizes -> numbers, as far as the arrays tell: N, D_in, H, D_out.
    sizes: dict[str, int]
    loss: float | None = None
    # Where the ReLU is closed, (N, H); None if neither h nor h_relu tells.
    closed: Mask | None = None
    # Units (columns of h) closed for every sample.
    dead: tuple[int, ...] = ()
    letters: dict[int, str] = field(default_factory=dict)

    def shape_text(self, shape: tuple[int, ...]) -> str:
        """The shape in letters, if each of its numbers has one letter only; otherwise in numbers."""
        return shape_text(self.letters.get(side, side) for side in shape)


def plan(values: Mapping[str, object], gradients: Mapping[str, object]) -> Plan:
    """What to draw for these values and gradients (name -> array). Raises ValueError for what cannot be drawn."""
    given = _known("values", values)
    given_gradients = _known("gradients", gradients)
    loss = _loss(given.pop("loss", None))
    given_gradients.pop("loss", None)  # always 1: the tape starts there, no array to draw
    if not given:
        raise complaint("picture.bad.nothing_to_draw", names=", ".join(ORDER[:-1]))
    arrays = {name: matrix(name, given[name]) for name in ORDER if name in given}
    back = {name: matrix(f"grad_{name}", given_gradients[name]) for name in ORDER if name in given_gradients}
    closed = _closed(arrays.get("h"), arrays.get("h_relu"))
    # One sample says nothing about a unit: what is closed for it may be open for the next.
    dead = () if closed is None or len(closed) == 1 else tuple(int(unit) for unit in np.flatnonzero(closed.all(axis=0)))
    sizes = _sizes(arrays)
    numbers = list(sizes.values())
    return Plan(
        values={name: _value(name, arrays, closed, dead) for name in arrays},
        gradients={name: _gradient(name, back, arrays, closed) for name in back},
        missing=tuple(name for name in WITH_GRADIENT if name in arrays and name not in back),
        sizes=sizes,
        loss=loss,
        closed=closed,
        dead=dead,
        letters={side: letter for letter, side in sizes.items() if numbers.count(side) == 1},
    )


def _known(what: str, given: Mapping[str, object]) -> dict[str, object]:
    """The entries that are not None, `grad_h` and `h` being the same name for a gradient."""
    if not isinstance(given, Mapping):
        raise complaint("picture.bad.not_a_dict", name=what, found=kind(given))
    entries = {
        str(name).removeprefix("grad_") if what == "gradients" else str(name): value for name, value in given.items()
    }
    unknown = [name for name in entries if name not in ORDER]
    if unknown:
        raise complaint("picture.bad.unknown_name", found=", ".join(unknown), names=", ".join(ORDER))
    return {name: value for name, value in entries.items() if value is not None}


def _loss(given: object) -> float | None:
    if given is None:
        return None
    loss = number(given)
    if loss is None:
        raise complaint("picture.bad.loss", found=kind(given))
    return loss


def _closed(h: Matrix | None, h_relu: Matrix | None) -> Mask | None:
    """Where the ReLU lets nothing through. `h` decides; without it, the zeros of `h_relu` do."""
    if h is not None:
        return h <= 0
    return None if h_relu is None else h_relu == 0


def _sizes(arrays: Mapping[str, Matrix]) -> dict[str, int]:
    witnesses = {
        "N": (("x", 0), ("h", 0), ("y_pred", 0)),
        "D_in": (("x", 1), ("w1", 0)),
        "H": (("w1", 1), ("w2", 0)),
        "D_out": (("w2", 1), ("y_pred", 1)),
    }
    return {
        letter: int(arrays[names[0]].shape[names[1]])
        for letter, places in witnesses.items()
        for names in [next((place for place in places if place[0] in arrays), None)]
        if names is not None
    }


def _largest(*arrays: Matrix | None) -> float:
    sizes = [np.abs(array[np.isfinite(array)]) for array in arrays if array is not None]
    return max((float(size.max()) for size in sizes if size.size), default=0.0)


def _value(name: str, arrays: Mapping[str, Matrix], closed: Mask | None, dead: tuple[int, ...]) -> Block:
    array = arrays[name]
    expected: tuple[int, ...] | None = None
    # h and h_relu have one scale, so that an entry the ReLU lets through keeps its shade.
    largest = _largest(*(arrays.get(one) for one in (("h", "h_relu") if name in ("h", "h_relu") else (name,))))
    gate = None
    if name == "h_relu" and closed is not None:
        if closed.shape == array.shape:
            gate = closed
        else:
            expected = closed.shape
    cells = _cells(array, gate, np.zeros(array.shape, bool) if gate is None else gate)
    if name == "h":
        for row in cells:
            for unit in dead:
                row[unit] = Cell.DEAD if row[unit] is Cell.NUMBER else row[unit]
    return Block(name, array, cells, largest, expected)


def _gradient(name: str, back: Mapping[str, Matrix], arrays: Mapping[str, Matrix], closed: Mask | None) -> Block:
    array = back[name]
    value = arrays.get(name)
    expected = value.shape if value is not None and value.shape != array.shape else None
    gate = closed if name == "h" and closed is not None and closed.shape == array.shape else None
    # At h == 0 exactly every slope from 0 to 1 is right, so a number there is no leak.
    strictly = gate & (arrays["h"] < 0) if gate is not None and "h" in arrays else gate
    largest = _largest(back.get("h"), back.get("h_relu")) if name in ("h", "h_relu") else _largest(array)
    cells = _cells(array, gate, np.zeros(array.shape, bool) if strictly is None else strictly)
    return Block(f"grad_{name}", array, cells, largest, expected)


def _cells(array: Matrix, gate: Mask | None, must_be_zero: Mask) -> list[list[Cell]]:
    def cell(i: int, j: int) -> Cell:
        if not np.isfinite(array[i, j]):
            return Cell.NOT_FINITE
        if array[i, j] == 0:
            return Cell.HOLE if gate is not None and gate[i, j] else Cell.ZERO
        return Cell.LEAK if must_be_zero[i, j] else Cell.NUMBER

    return [[cell(i, j) for j in range(array.shape[1])] for i in range(array.shape[0])]
