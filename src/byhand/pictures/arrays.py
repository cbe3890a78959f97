"""Reads a student's arrays for the pictures: whatever they hold, either it can be drawn or one clear sentence says why not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from byhand.pictures.picture import complaint

Matrix = NDArray[np.float64]
MOST = 12  # rows and columns that can be told apart in a picture


def matrix(name: str, given: object, most: int = MOST) -> Matrix:
    """`given` as a float64 array (rows, columns) that fits into a picture.

    Raises ValueError when it is no array of real numbers, not 2-D, empty, or too large.
    """
    array = _numbers(given)
    if array is None:
        raise complaint("picture.bad.not_an_array", name=name, found=kind(given))
    if array.ndim != 2:
        raise complaint("picture.bad.not_2d", name=name, found=array.shape)
    if array.size == 0:
        raise complaint("picture.bad.empty", name=name, found=array.shape)
    if max(array.shape) > most:
        raise complaint("picture.bad.too_large", name=name, found=array.shape, most=most)
    return array


def number(given: object) -> float | None:
    """`given` as one number, also from an array that holds just one; None if it is nothing of the kind."""
    array = _numbers(given)
    return float(array.reshape(())) if array is not None and array.size == 1 else None


def sequence(given: object) -> NDArray[np.float64] | None:
    """`given` as a row of numbers; None if it is nothing of the kind."""
    array = _numbers(given)
    return array if array is not None and array.ndim == 1 and array.size else None


def _numbers(given: object) -> Matrix | None:
    if given is None or isinstance(given, str | bytes):
        return None
    try:
        detached = given.detach().cpu() if hasattr(given, "detach") else given  # a torch tensor
        array = np.asarray(detached)
        return array.astype(np.float64) if array.dtype.kind in "fiub" else None
    except (TypeError, ValueError, RuntimeError):  # ragged lists, objects without numbers, sparse tensors
        return None


def kind(given: object) -> str:
    """What a student would call this value: None, or the name of its type, with the shape and dtype if it has them."""
    if given is None:
        return "None"
    shape, dtype = getattr(given, "shape", None), getattr(given, "dtype", None)
    described = f" {tuple(shape)}, {dtype}" if isinstance(shape, tuple) else ""
    return type(given).__name__ + described


def shape_text(shape: Iterable[object]) -> str:
    """A shape as it is written in code, but with bare letters: (N, H), (3,), ()."""
    sides = [str(side) for side in shape]
    return f"({sides[0]},)" if len(sides) == 1 else f"({', '.join(sides)})"


def rounded(value: float, digits: int = 2) -> str:
    """The number with so few digits that it is the same on every machine: 210, 0.034, 35,000,000, 3.4e-12."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    exponent = int(np.floor(np.log10(abs(value))))
    if not -4 <= exponent <= 9:
        return f"{value:.{digits - 1}e}"
    places = digits - 1 - exponent
    return f"{round(value, places):,.{max(places, 0)}f}"
