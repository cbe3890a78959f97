"""The valley: the loss over one weight, the tangent with a student's slope, and the footsteps of gradient descent."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message, message
from byhand.pictures.arrays import kind, number, rounded, sequence
from byhand.pictures.curve import _scientific
from byhand.pictures.paper import FAINT, GRADIENT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 330
ONE, SEVERAL = 560, 860  # widths of a sheet with one panel and with more
GRID = 121
ROOM = 1.5  # how much farther than the farthest place to be seen the picture reaches, from the bottom
SETTLED = 0.02  # of the first distance to the bottom

Loss = Callable[[float], object]


@dataclass(frozen=True)
class View:
    """The stretch of the valley that is drawn."""

    weights: NDArray[np.float64]
    heights: NDArray[np.float64]
    bottom: float
    """Where the loss is lowest: of a parabola, between the places of the grid."""


@dataclass(frozen=True)
class Walk:
    """One walk: its learning rate, the weights it passed, and how many of them come before it leaves the picture."""

    lr: float
    weights: NDArray[np.float64]
    inside: int


def valley(loss: Loss, at: object = None, slope: object = None, walks: Mapping[float, object] | None = None) -> Picture:
    """Draw a loss over its one weight.

    `loss`: a function from a weight to a loss. `at`, `slope`: where to draw a tangent, and its slope. `walks`: for each
    learning rate the weights that were passed. Raises ValueError where the loss or a walk is no row of numbers.
    """
    place, steep = number(at), number(slope)
    read = {float(lr): _weights(float(lr), passed) for lr, passed in (walks or {}).items()}
    firsts = [float(weights[0]) for weights in read.values()] + ([place] if place is not None else [])
    view = _look(loss, firsts or [0.0])
    steps = [Walk(lr, weights, _inside(view, weights)) for lr, weights in read.items()]
    tangent = (place, _height(loss, place), steep) if place is not None and steep is not None else None
    width = SEVERAL if len(steps) > 1 else ONE
    with Paper(width, HEIGHT) as paper:
        _draw(paper, loss, view, tangent, steps)
        png = paper.png()
    return Picture(png, width, HEIGHT, _caption(tangent, steps), _words(view, tangent, steps))


def _weights(lr: float, passed: object) -> NDArray[np.float64]:
    found = sequence(passed)
    if found is None:
        raise complaint("picture.bad.walk", lr=f"{lr:g}", found=kind(passed))
    return found


def _height(loss: Loss, w: float) -> float:
    found = loss(w)
    height = number(found)
    if height is None or not math.isfinite(height):
        raise complaint("picture.bad.function", at=f"{w:.3g}", found=kind(found) if height is None else f"{height:g}")
    return height


def _look(loss: Loss, places: list[float]) -> View:
    """The stretch around the bottom that shows every one of the places."""
    middle = sum(places) / len(places)
    bent, tilted, _ = np.polyfit([-1.0, 0.0, 1.0], [_height(loss, middle + d) for d in (-1.0, 0.0, 1.0)], 2)
    bottom = middle - tilted / (2 * bent) if bent > 0 else middle
    reach = max(ROOM * max(abs(place - bottom) for place in places), 1e-3 * max(abs(bottom), 1e-6)) or 1.0
    weights = np.linspace(bottom - reach, bottom + reach, GRID)
    heights = np.array([_height(loss, float(w)) for w in weights])
    lowest = float(weights[np.argmin(heights)])
    return View(weights, heights, float(bottom) if bent > 0 else lowest)


def _inside(view: View, weights: NDArray[np.float64]) -> int:
    outside = ~((view.weights[0] <= weights) & (weights <= view.weights[-1]))
    return int(np.argmax(outside)) if outside.any() else len(weights)


# -- drawing


def _draw(paper: Paper, loss: Loss, view: View, tangent: tuple[float, float, float] | None, walks: list[Walk]) -> None:
    panels = max(len(walks), 1)
    left, gap = 84, 26
    width = (paper.width - left - 24 - gap * (panels - 1)) / panels
    for panel in range(panels):
        axes = paper.plot(left + panel * (width + gap), 36, width, HEIGHT - 86)
        walk = walks[panel] if walks else None
        _frame(axes, view, first=panel == 0, title=f"lr = {walk.lr:g}" if walk else "")
        axes.plot(view.weights, view.heights, color=VALUE, linewidth=2.4, zorder=2, gid="loss")
        if tangent is not None:
            _tangent(axes, view, *tangent)
        if walk is not None:
            _footsteps(axes, loss, view, walk)


def _frame(axes: Axes, view: View, *, first: bool, title: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = float(view.heights.min()), float(view.heights.max())
    room = 0.08 * (high - low or 1.0)
    axes.set_ylim(low - room, high + room)
    axes.set_xlim(float(view.weights[0]), float(view.weights[-1]))
    axes.set_xlabel("w", fontsize=12, color=SOFT, family="DejaVu Sans Mono", labelpad=2)
    axes.set_title(title, fontsize=12, color=INK, family="DejaVu Sans Mono", loc="center")
    if first:
        axes.set_title("loss", fontsize=12, color=SOFT, family="DejaVu Sans Mono", loc="left")
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    large = high >= 1e4
    if not first:
        axes.tick_params(labelleft=False)
    elif large:
        fine = high - low < 0.5 * high
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v / 1e6:.4g}M" if fine else _scientific(v)))


def _tangent(axes: Axes, view: View, at: float, height: float, slope: float) -> None:
    reach = 0.36 * float(view.weights[-1] - view.weights[0])
    ends = np.array([at - reach, at + reach])
    axes.plot(ends, height + slope * (ends - at), color=GRADIENT, linewidth=2.2, zorder=3, gid="tangent")
    axes.plot([at], [height], marker="o", markersize=8, color=GRADIENT, zorder=4)
    axes.annotate(
        f"slope {rounded(slope, 3)}",
        (at, height),
        xytext=(12 if slope < 0 else -12, 8),
        textcoords="offset points",
        ha="left" if slope < 0 else "right",
        fontsize=12,
        color=GRADIENT,
        family="DejaVu Sans Mono",
        weight="bold",
        parse_math=False,
    )


def _footsteps(axes: Axes, loss: Loss, view: View, walk: Walk) -> None:
    weights = walk.weights[: walk.inside]
    heights = np.array([_height(loss, float(w)) for w in weights])
    axes.plot(weights, heights, color=INK, linewidth=1.1, zorder=3, gid="path")
    axes.plot(weights, heights, marker="o", markersize=7, linestyle="", color=INK, zorder=4, markerfacecolor="white")
    span = float(view.weights[-1] - view.weights[0])
    for step in _to_label(weights, 0.045 * span):
        axes.annotate(
            str(step),
            (float(weights[step]), float(heights[step])),
            xytext=(9 if weights[step] < view.bottom else -9, 5),
            textcoords="offset points",
            ha="center",
            fontsize=11,
            color=INK,
            parse_math=False,
        )
    if walk.inside < len(walk.weights) and len(weights):
        away = 1 if walk.weights[walk.inside] > weights[-1] else -1
        high = axes.get_ylim()[1]
        end = view.bottom + away * 0.97 * float(view.weights[-1] - view.bottom)
        axes.annotate(
            "",
            xy=(end, high),
            xytext=(float(weights[-1]), float(heights[-1])),
            arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.4, "mutation_scale": 14, "shrinkA": 4},
            zorder=5,
        )


def _to_label(weights: NDArray[np.float64], apart: float) -> list[int]:
    """The steps whose numbers can be read: the first, the last, and what lies far enough from these and each other."""
    chosen: list[int] = []
    for step in dict.fromkeys((0, len(weights) - 1, *range(len(weights)))):
        if 0 <= step < len(weights) and all(abs(weights[step] - weights[other]) >= apart for other in chosen):
            chosen.append(step)
    return chosen


# -- words


def _caption(tangent: tuple[float, float, float] | None, walks: list[Walk]) -> tuple[Message, ...]:
    if walks:
        return (message("picture.valley.walks"),)
    if tangent is None:
        return (message("picture.valley.only"),)
    return (message("picture.valley.caption", at=rounded(tangent[0])),)


def _words(view: View, tangent: tuple[float, float, float] | None, walks: list[Walk]) -> tuple[Message, ...]:
    lowest = rounded(float(view.heights.min()))
    found = [message("picture.valley.bottom", at=rounded(view.bottom), loss=lowest)]
    if tangent is not None:
        at, height, slope = tangent
        said = {"at": rounded(at), "loss": rounded(height), "slope": rounded(slope, 3)}
        found.append(message("picture.valley.tangent", **said))
    for walk in walks:
        first, last = float(walk.weights[0]), float(walk.weights[-1])
        start, end = abs(first - view.bottom), abs(last - view.bottom)
        how = "settles" if end <= SETTLED * start else "creeps" if end < start else "climbs"
        found.append(
            message(
                f"picture.valley.{how}",
                lr=f"{walk.lr:g}",
                steps=len(walk.weights) - 1,
                first=rounded(first),
                last=rounded(last),
            )
        )
    return tuple(found)
