"""Several runs of one training on top of each other, and beside them how far apart they are at each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message
from byhand.findings import message as sentence
from byhand.pictures.arrays import kind, sequence
from byhand.pictures.paper import FAINT, GRADIENT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 860, 340
EARLY = 200  # steps about which the words speak
_BOUNDS = (1e-12, 1e-9, 1e-6, 1e-3, 1.0)  # far enough apart to be the same on every machine
_STYLES = (
    {"color": "#f3cf8e", "linewidth": 11.0},
    {"color": "#6ba8db", "linewidth": 5.0},
    {"color": INK, "linewidth": 1.6, "linestyle": (0, (6, 3))},
)
_GAPS = (
    {"color": VALUE, "linewidth": 1.2},
    {"color": GRADIENT, "linewidth": 2.6},
)

Row = NDArray[np.float64]


def agreement(curves: Mapping[str, object], gaps: Mapping[str, object]) -> Picture:
    """Draw up to three runs, name -> losses (steps,), on top of each other; beside them up to two relative gaps, name ->
    (steps,), on a logarithmic scale. The first curve is the one that the others are held against.

    Raises ValueError for what is no row of numbers.
    """
    rows = {name: _row(given) for name, given in list(curves.items())[:3]}
    apart = {name: _row(given) for name, given in list(gaps.items())[:2]}
    with Paper(WIDTH, HEIGHT) as paper:
        _draw_curves(paper.plot(70, 36, 330, HEIGHT - 88), rows)
        _draw_gaps(paper.plot(490, 36, WIDTH - 490 - 70, HEIGHT - 88), apart)
        png = paper.png()
    words = [*_meeting(rows), *(said for name, gap in apart.items() for said in _apart(name, gap))]
    return Picture(png, WIDTH, HEIGHT, (sentence("picture.agreement.caption"), *words), tuple(words))


def _row(given: object) -> Row:
    found = sequence(given)
    if found is None:
        raise complaint("picture.bad.losses", found=kind(given))
    return found


# -- drawing


def _draw_curves(axes: Axes, rows: Mapping[str, Row]) -> None:
    axes.set_yscale("log")
    for order, (name, losses) in enumerate(rows.items()):
        shown = np.where(np.isfinite(losses) & (losses > 0), losses, np.nan)
        axes.plot(shown, label=name, zorder=2 + order, gid=name, solid_capstyle="butt", **_STYLES[order])  # type: ignore[arg-type]
    _finish(axes, "loss")


def _draw_gaps(axes: Axes, apart: Mapping[str, Row]) -> None:
    axes.set_yscale("log")
    for order, (name, gap) in enumerate(apart.items()):
        shown = np.where(np.isfinite(gap) & (gap > 0), gap, np.nan)  # no gap at all has no place on this scale
        axes.plot(shown, label=name, zorder=2 + order, gid=name, **_GAPS[order])  # type: ignore[arg-type]
    axes.set_ylim(1e-17, 1e4)
    _finish(axes, "|a - b| / |a|")


def _finish(axes: Axes, title: str) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    low, high = axes.get_ylim()
    powers = range(int(np.ceil(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    axes.yaxis.set_major_locator(FixedLocator([10.0**p for p in list(powers)[:: max(1, len(powers) // 6)]]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("t", fontsize=12, color=SOFT, family="DejaVu Sans Mono", labelpad=2)
    axes.set_title(title, fontsize=12, color=SOFT, family="DejaVu Sans Mono", loc="left")
    axes.spines[["left", "bottom"]].set_color(FAINT)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(prop={"family": "DejaVu Sans Mono", "size": 10}, frameon=False, handlelength=3.2)


# -- words


def _meeting(rows: Mapping[str, Row]) -> list[Message]:
    names = list(rows)
    found = []
    for name in names[1:]:
        first, other = rows[names[0]], rows[name]
        steps = min(len(first), len(other))
        with np.errstate(all="ignore"):
            gap = np.abs(other[:steps] / first[:steps] - 1)
        far = ~(gap <= 1e-8)
        if not far.any():
            found.append(sentence("picture.agreement.same", name=name, first=names[0], steps=steps))
        else:
            found.append(sentence("picture.agreement.parts", name=name, first=names[0], step=int(np.argmax(far))))
    return found


def _apart(name: str, gap: Row) -> list[Message]:
    early = gap[:EARLY]
    if not np.isfinite(gap).all():
        return [sentence("picture.agreement.not_finite", name=name)]
    largest = float(early.max())
    if not gap.any():
        return [sentence("picture.agreement.none", name=name)]
    bound = next((b for b in _BOUNDS if largest < b), None)
    if bound is None:
        return [sentence("picture.agreement.wide", name=name, steps=len(early))]
    found = [sentence("picture.agreement.below", name=name, steps=len(early), bound=f"{bound:g}")]
    if gap[-1] > 1:
        found.append(sentence("picture.agreement.swallowed", name=name))
    return found
