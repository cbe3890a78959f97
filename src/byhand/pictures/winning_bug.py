"""The bug that wins: two loss curves, and beside them what neither of them told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message, message
from byhand.pictures.arrays import kind, number, rounded, sequence
from byhand.pictures.paper import GRADIENT, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 860, 340
ROUNDING = 1e-9  # a bend below this is none: the values it is made of are of size 1
LOWEST = 1e-17


def winning_bug(right: object, bug: object, bends: tuple[object, object]) -> Picture:
    """Draw the losses of the right module and of the one with the slip, (steps,) each, and how much each of them bends.

    Raises ValueError when the losses are no rows of numbers, or hold none that is finite and above 0.
    """
    curves = []
    for given in (right, bug):
        losses = sequence(given)
        if losses is None:
            raise complaint("picture.bad.losses", found=kind(given))
        if not (np.isfinite(losses) & (losses > 0)).any():
            raise complaint("picture.bad.no_finite_loss")
        curves.append(losses)
    bent = [number(bend) or 0.0 for bend in bends]
    with Paper(WIDTH, HEIGHT) as paper:
        _curves(paper.plot(84, 34, 440, HEIGHT - 92), curves)
        _bends(paper.plot(650, 34, 180, HEIGHT - 92), bent)
        png = paper.png()
    return Picture(png, WIDTH, HEIGHT, (message("picture.bug.caption"),), _words(curves, bent))


def _curves(axes: Axes, curves: list[NDArray[np.float64]]) -> None:
    axes.set_yscale("log")
    styles = ((VALUE, "-", "TwoLayerNet"), (GRADIENT, (0, (6, 3)), "HomeworkNet"))
    for losses, (colour, line, name) in zip(curves, styles, strict=True):
        shown = np.where(np.isfinite(losses) & (losses > 0), losses, np.nan)
        axes.plot(np.arange(len(shown)), shown, color=colour, linewidth=2.4, linestyle=line, gid=name)
        place = int(len(shown) * 0.56)
        axes.annotate(
            name,
            (place, float(shown[place])),
            xytext=(8, 8) if colour == VALUE else (-8, -14),
            textcoords="offset points",
            ha="left" if colour == VALUE else "right",
            fontsize=12,
            weight="bold",
            color=colour,
            family="DejaVu Sans Mono",
        )
    axes.set_title("loss", fontsize=12, color=SOFT, family="DejaVu Sans Mono", loc="left")
    axes.set_xlabel("t", fontsize=12, color=SOFT, family="DejaVu Sans Mono", labelpad=2)


def _bends(axes: Axes, bent: list[float]) -> None:
    axes.set_yscale("log")
    axes.set_ylim(LOWEST, 30)
    axes.set_xlim(-0.6, 1.6)
    for place, (bend, colour, hatch) in enumerate(zip(bent, (VALUE, GRADIENT), ("", "///"), strict=True)):
        height = bend if bend > ROUNDING else LOWEST * 10  # rounding differs from one machine to the next
        axes.bar([place], [height], width=0.62, color=colour if not hatch else "white", edgecolor=colour, hatch=hatch)
        axes.annotate(
            rounded(bend, 1) if bend > ROUNDING else "0",
            (place, height),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=13,
            weight="bold",
            color=colour,
        )
    axes.set_xticks([0, 1], ["TwoLayer\nNet", "Homework\nNet"], fontsize=10, family="DejaVu Sans Mono")
    axes.set_title("|f(x) + f(-x) - 2 f(0)|", fontsize=11, color=SOFT, family="DejaVu Sans Mono", loc="center")
    axes.set_yticks([1e-15, 1e-10, 1e-5, 1])
    axes.minorticks_off()


def _words(curves: list[NDArray[np.float64]], bent: list[float]) -> tuple[Message, ...]:
    ends = [float(losses[-1]) for losses in curves]
    bug = (
        rounded(bent[1], 1)
        if bent[1] > ROUNDING
        else message("picture.bug.rounding", bound=f"{ROUNDING:.0e}".replace("e-0", "e-"))
    )
    return (
        message("picture.bug.curves", steps=len(curves[0]), right=rounded(ends[0]), bug=rounded(ends[1])),
        message("picture.bug.wins" if ends[1] < ends[0] else "picture.bug.loses"),
        message("picture.bug.bends", right=rounded(bent[0], 1), bug=bug),
    )
