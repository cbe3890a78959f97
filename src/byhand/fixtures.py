"""Draws the numbers that checks ask about, and throws away a draw on which two different mistakes would look alike."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from byhand.compare import relative_error

Array = NDArray[np.floating]

# Pairwise co-prime sizes make every scale factor (1/N, 1/D_out, 1/(N D_out), 1/2, ...) and every shape tell its origin.
SIZES = (
    {"N": 5, "D_in": 7, "H": 4, "D_out": 3},
    {"N": 7, "D_in": 9, "H": 5, "D_out": 4},
    {"N": 7, "D_in": 8, "H": 5, "D_out": 3},
    {"N": 5, "D_in": 9, "H": 4, "D_out": 7},
)
MARGIN = 1e-2  # no |h| below this: finite differences and the ReLU's corner stay apart
DISTINCT = 1e-3  # two mistakes must differ by this much, relative to the reference
MAX_DRAWS = 2_000


@dataclass(frozen=True)
class Case:
    """One question's numbers: the network's arrays, and a random upstream gradient for each step backwards.

    x (N, D_in), w1 (D_in, H), w2 (H, D_out), y and g (N, D_out), g_h_relu and g_h (N, H). h, h_relu (N, H) and
    y_pred (N, D_out) are computed from these.
    """

    sizes: dict[str, int]
    x: Array
    y: Array
    w1: Array
    w2: Array
    h: Array
    h_relu: Array
    y_pred: Array
    g: Array
    g_h_relu: Array
    g_h: Array


def compute(case: Case) -> Case:
    """The same case with h, h_relu and y_pred computed anew from x, w1 and w2."""
    h = case.x @ case.w1
    h_relu = np.maximum(h, 0)
    return replace(case, h=h, h_relu=h_relu, y_pred=h_relu @ case.w2)


def draw(rng: np.random.Generator, sizes: dict[str, int], w1: Array | None = None, x: Array | None = None) -> Case:
    """A case of standard normal numbers in float64, without any promise about its signs; w1 and x may be given."""
    n, d_in, hidden, d_out = sizes["N"], sizes["D_in"], sizes["H"], sizes["D_out"]
    normal = rng.standard_normal
    nothing = np.empty((0, 0))
    return compute(
        Case(
            sizes=dict(sizes),
            x=normal((n, d_in)) if x is None else x,
            y=normal((n, d_out)),
            w1=normal((d_in, hidden)) if w1 is None else w1,
            w2=normal((hidden, d_out)),
            h=nothing,
            h_relu=nothing,
            y_pred=nothing,
            g=normal((n, d_out)),
            g_h_relu=normal((n, hidden)),
            g_h=normal((n, hidden)),
        )
    )


def _picked_units(rng: np.random.Generator, x: Array, hidden: int) -> Array | None:
    """w1 (D_in, H) with one unit that is off for every row of x, one that is always on, the others mixed.

    Picked from a pool of standard normal columns, because waiting for such a w1 by chance takes thousands of draws.
    None where the pool has none.
    """
    # Of N rows, one column in 2**N is off for all of them: eight such are expected.
    pool = rng.standard_normal((x.shape[1], 8 * 2 ** min(x.shape[0], 8)))
    share_on = (x @ pool > 0).mean(axis=0)
    off, on = np.flatnonzero(share_on == 0), np.flatnonzero(share_on == 1)
    mixed = np.flatnonzero((share_on > 0) & (share_on < 1))
    if not len(off) or not len(on):
        return None
    columns = rng.permutation([off[0], on[0], *mixed[: hidden - 2]])
    return np.ascontiguousarray(pool[:, columns])


def has_conscience(case: Case) -> bool:
    """Whether a mask, a sign or an axis can be told from its neighbours in this case.

    One unit is dead, one always on, the others mixed; no sample has every unit dead; no |h| is small; the errors have
    both signs in every column.
    """
    on = case.h > 0
    alive, always = on.any(axis=0), on.all(axis=0)
    error = case.y_pred - case.y
    return bool(
        (~alive).sum() == 1
        and always.sum() == 1
        and on.any(axis=1).all()
        and np.abs(case.h).min() > MARGIN
        and (error > 0).any(axis=0).all()
        and (error < 0).any(axis=0).all()
    )


def identifiable(
    rng: np.random.Generator,
    sizes: dict[str, int],
    predictions: Callable[[Case], Iterable[Array]] | None = None,
) -> Case:
    """A case with a conscience on which all `predictions` (the reference and each mistake's answer) differ pairwise.

    Raises RuntimeError when no such case turns up in MAX_DRAWS draws: then two of the mistakes are one.
    """
    for _ in range(MAX_DRAWS):
        x = rng.standard_normal((sizes["N"], sizes["D_in"]))
        w1 = _picked_units(rng, x, sizes["H"])
        if w1 is None:
            continue
        case = draw(rng, sizes, w1=w1, x=x)
        if has_conscience(case) and (predictions is None or _distinct(list(predictions(case)))):
            return case
    raise RuntimeError(
        f"expected a fixture of sizes {sizes} that tells all mistakes apart, found none in {MAX_DRAWS} draws: "
        "two hypotheses of this exercise give the same answer; declare them look-alikes or drop one"
    )


def _distinct(arrays: list[Array]) -> bool:
    return all(
        np.shape(a) != np.shape(b) or min(relative_error(a, b), relative_error(b, a)) > DISTINCT
        for a, b in combinations(arrays, 2)
    )


def visible_rng(exercise: str) -> np.random.Generator:
    """The generator of an exercise's visible checks: the same numbers every time, so that a student can repeat them."""
    return np.random.default_rng(list(hashlib.sha256(exercise.encode()).digest()[:8]))


def hidden_draw() -> str:
    """The name of a fresh draw for hidden checks: 16 hexadecimal digits nobody can predict, or BYHAND_DRAW to repeat one."""
    return os.environ.get("BYHAND_DRAW") or os.urandom(8).hex()


def hidden_rng(draw_name: str, exercise: str, condition: str) -> np.random.Generator:
    """The generator of one hidden condition: repeatable from the draw's name, different for every exercise and condition."""
    digest = hashlib.sha256(f"{draw_name}/{exercise}/{condition}".encode()).digest()
    return np.random.default_rng(list(digest[:16]))
