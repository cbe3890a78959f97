"""Compares a student's array with the reference: exact shape, then finite numbers, then one error for the whole array."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

# Measured: right answers of different algebra agree to 1.3e-15 in float64 and 4.8e-7 in float32; the smallest mistake of
# the catalogue moves the error to about 1e-1. Each bound lies far from both.
TOLERANCE = {np.dtype(np.float64): 1e-9, np.dtype(np.float32): 1e-5}

Letters = tuple[str, ...]


# A wrong gradient can let a loss grow without bound. Nothing may be said about that on stderr: stock nbgrader takes
# every point from a test cell that writes there.
_quiet = np.errstate(over="ignore", invalid="ignore")
LARGE = 1e100  # from here on, squares are taken of numbers that have been made smaller


@_quiet
def relative_error(found: NDArray[np.floating], expected: NDArray[np.floating]) -> float:
    """||found - expected|| / ||expected|| over all entries (Frobenius norm), for arrays of one shape.

    Where the reference is zero throughout, the error is ||found|| itself, so that only zeros are right.
    NaN or infinity anywhere in `found` gives infinity.
    """
    found64, expected64 = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if not np.isfinite(found64).all():
        return float("inf")
    largest = max(float(np.abs(array).max(initial=0.0)) for array in (found64, expected64))
    if LARGE < largest < float("inf"):
        found64, expected64 = found64 / largest, expected64 / largest
    size = float(np.linalg.norm(expected64))
    distance = float(np.linalg.norm(found64 - expected64))
    return distance / size if size > 0 else distance


def same(found: NDArray[np.floating], expected: NDArray[np.floating], tolerance: float) -> bool:
    """Whether `found` has the shape of `expected` and lies within `tolerance` of it, in the norm above."""
    return np.shape(found) == np.shape(expected) and relative_error(found, expected) <= tolerance


@_quiet
def worst_entry(found: NDArray[np.floating], expected: NDArray[np.floating]) -> tuple[int, ...]:
    """The index of the entry that is farthest off (a NaN or an infinity before any other)."""
    gap = np.abs(np.asarray(found, dtype=np.float64) - np.asarray(expected, dtype=np.float64))
    gap = np.where(np.isfinite(gap), gap, np.inf)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(gap)), gap.shape))


@_quiet
def wrong_entries(found: NDArray[np.floating], expected: NDArray[np.floating], tolerance: float) -> NDArray[np.bool_]:
    """True where an entry is off by more than `tolerance` times the largest entry of the reference."""
    found64, expected64 = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    scale = float(np.abs(expected64).max(initial=0.0)) or 1.0
    return np.asarray(~(np.abs(found64 - expected64) <= tolerance * scale), dtype=np.bool_)


@_quiet
def ratio(found: NDArray[np.floating], expected: NDArray[np.floating]) -> float | None:
    """The number r with found = r * expected (to 1e-9), or None where there is none."""
    found64, expected64 = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    size = float(np.vdot(expected64, expected64))
    if found64.shape != expected64.shape or size == 0 or not np.isfinite(found64).all():
        return None
    r = float(np.vdot(expected64, found64)) / size
    return r if r != 0 and relative_error(found64, r * expected64) <= 1e-9 else None


def in_letters(shape: Sequence[int], sizes: Mapping[str, int]) -> str:
    """A shape as a reader of the course says it: `(H, D_out) = (4, 3)`, or `(4, 9)` where a size has no letter.

    `sizes` maps letters to this case's sizes; a letter is used only where no other letter has the same size.
    """
    numbers = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
    names = [[letter for letter, size in sizes.items() if size == n] for n in shape]
    if not shape or any(len(letters) != 1 for letters in names):
        return numbers
    return "(" + ", ".join(n[0] for n in names) + ("," if len(shape) == 1 else "") + f") = {numbers}"


def shape_of(letters: Letters, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """("H", "D_out") -> (4, 3) in a case of these sizes."""
    return tuple(sizes[letter] for letter in letters)
