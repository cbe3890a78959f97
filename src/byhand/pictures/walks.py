"""Optimizers walking over one two-dimensional slice of a loss, seen from above."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message, message
from byhand.pictures.arrays import kind, matrix, rounded
from byhand.pictures.paper import GRADIENT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 860, 460
POINTS = 61  # the loss is asked at so many places along each side
EVERY = 10  # steps between two marks
# Told apart by line and mark, not by colour alone.
STYLES = (
    (VALUE, "o", "-", "circle"),
    (GRADIENT, "^", (0, (6, 3)), "triangle"),
    (INK, "D", (0, (1.5, 2)), "diamond"),
)
Loss = Callable[[float, float], float]


@dataclass(frozen=True)
class Walk:
    """One optimizer's way: (steps + 1, 2) places, as far as they are finite."""

    name: str
    path: NDArray[np.float64]
    asked: int


def walks(loss: Loss, paths: Mapping[str, object]) -> Picture:
    """Draw up to three ways, each (steps + 1, 2) with a and b in its columns, over lines of equal `loss(a, b)`.

    Raises ValueError when a way is no array of that shape.
    """
    found = [_read(name, path) for name, path in list(paths.items())[: len(STYLES)]]
    start = found[0].path[0]
    side = max(1.15 * float(np.abs(start).max()), 0.6)
    reached = max(float(-np.nanmin(walk.path)) for walk in found)
    grid = np.linspace(-min(max(0.6 * side, 1.1 * reached), side), side, POINTS)
    values = np.array([[float(loss(float(a), float(b))) for a in grid] for b in grid])
    with Paper(WIDTH, HEIGHT) as paper:
        axes = paper.plot(64, 20, 500, HEIGHT - 78)
        _valley(axes, grid, values)
        for walk, style in zip(found, STYLES, strict=False):
            _way(axes, walk, style)
        axes.plot([start[0]], [start[1]], marker="s", markersize=11, color=INK, markerfacecolor="white", zorder=6)
        _legend(paper, found, loss)
        png = paper.png()
    caption = (message("picture.walks.caption"),)
    return Picture(png, WIDTH, HEIGHT, caption, _words(found, loss, values, side))


def _read(name: str, path: object) -> Walk:
    try:
        array = matrix(name, path, most=100_000)
    except ValueError:
        array = np.empty((0, 0))
    if array.ndim != 2 or array.shape[1] != 2 or not np.isfinite(array[:1]).all():
        raise complaint("picture.bad.path", name=name, found=kind(path))
    finite = np.isfinite(array).all(axis=1)
    upto = len(array) if finite.all() else int(np.argmin(finite))
    return Walk(name, array[:upto], len(array) - 1)


def _valley(axes: Axes, grid: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    finite = values[np.isfinite(values) & (values > 0)]
    low, high = float(finite.min()), float(finite.max())
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    levels = [part * 10.0**power for power in powers for part in (1, 2, 4, 7) if low < part * 10.0**power < high][-13:]
    if not levels:
        return
    lines = axes.contour(grid, grid, values, levels=levels, colors="#9aa5b1", linewidths=1, zorder=1)
    named = [level for level in levels if f"{level:.0e}"[0] == "1" and level > high / 100]
    axes.clabel(lines, named, fmt=lambda level: f"1e{round(np.log10(level))}", fontsize=11, colors=SOFT)
    axes.set_xlim(float(grid[0]), float(grid[-1]))
    axes.set_ylim(float(grid[0]), float(grid[-1]))
    axes.set_xlabel("a", fontsize=13, color=SOFT, family="DejaVu Sans Mono", labelpad=2)
    axes.set_ylabel("b", fontsize=13, color=SOFT, family="DejaVu Sans Mono", rotation=0, labelpad=8)


def _way(axes: Axes, walk: Walk, style: tuple[str, str, object, str]) -> None:
    colour, mark, line, _ = style
    a, b = walk.path.T
    axes.plot(a, b, color=colour, linewidth=2, linestyle=line, zorder=3, gid=walk.name)
    axes.plot(a[EVERY::EVERY], b[EVERY::EVERY], color=colour, marker=mark, markersize=6, linestyle="", zorder=4)
    axes.plot(a[-1:], b[-1:], color=colour, marker=mark, markersize=11, markeredgecolor="white", linestyle="", zorder=5)


def _legend(paper: Paper, found: list[Walk], loss: Loss) -> None:
    left = 610
    for index, (walk, (colour, mark, line, _)) in enumerate(zip(found, STYLES, strict=False)):
        top = 70 + 92 * index
        paper.sheet.plot([left, left + 54], [top, top], color=colour, linewidth=2, linestyle=line)
        paper.sheet.plot([left + 27], [top], color=colour, marker=mark, markersize=10, linestyle="")
        paper.text(left + 68, top, walk.name, size=15, colour=colour, align="left", bold=True, code=True)
        paper.text(left + 68, top + 24, _loss_said(loss, walk), size=13, colour=SOFT, align="left", code=True)


def _loss_said(loss: Loss, walk: Walk) -> str:
    return f"loss {rounded(float(loss(*map(float, walk.path[-1]))))}"


def _words(found: list[Walk], loss: Loss, values: NDArray[np.float64], side: float) -> tuple[Message, ...]:
    start = found[0].path[0]
    said = [
        message(
            "picture.walks.start",
            a=rounded(float(start[0])),
            b=rounded(float(start[1])),
            loss=rounded(float(loss(*map(float, start)))),
            best=rounded(min(float(np.nanmin(values)), *(float(loss(*map(float, walk.path[-1]))) for walk in found))),
        )
    ]
    for walk, style in zip(found, STYLES, strict=False):
        mark = message(f"picture.walks.{style[3]}")
        outside = np.abs(walk.path).max(axis=1) > side
        if outside.any() or len(walk.path) <= walk.asked:
            step = int(np.argmax(outside)) if outside.any() else len(walk.path)
            said.append(message("picture.walks.away", name=walk.name, mark=mark, step=step))
            continue
        length = float(np.linalg.norm(np.diff(walk.path, axis=0), axis=1).sum())
        a, b = (f"{value:.2f}".replace("-0.00", "0.00") for value in walk.path[-1])
        last = rounded(float(loss(*map(float, walk.path[-1]))))
        args = {"steps": walk.asked, "a": a, "b": b, "loss": last, "length": f"{length:.1f}"}
        said.append(message("picture.walks.one", name=walk.name, mark=mark, **args))
    return tuple(said)
