"""The loss curve: the first steps enlarged, with the student's prediction, and the whole way down on a log scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from byhand.pictures.arrays import kind, number, sequence
from byhand.pictures.curve_plan import FIRST, SPREAD, Course, follow, near, widened, window
from byhand.pictures.curve_words import caption, description, meeting
from byhand.pictures.paper import FAINT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 860, 320
EARLIER = "#f3cf8e"


def loss_curve(losses: object, prediction: object = None, expected: object = None, earlier: object = None) -> Picture:
    """Draw the losses of a training run, (steps,), each taken before its step.

    `prediction`: what the student said the first loss would be. `expected`: the first loss to expect over many draws;
    its band of ±16 % is one standard deviation. `earlier`: the losses of earlier units, (steps,) or longer, drawn as a
    broad pale line under the student's. Raises ValueError when `losses` is no row of numbers, or none of them
    can stand on a logarithmic scale.
    """
    found = sequence(losses)
    if found is None:
        raise complaint("picture.bad.losses", found=kind(losses))
    course = follow(found)
    if not course.steps.size:
        raise complaint("picture.bad.no_finite_loss")
    said, mean = _positive(prediction), _positive(expected)
    before = None if earlier is None else sequence(earlier)
    if earlier is not None and (before is None or len(before) < len(found)):
        raise complaint("picture.bad.losses", found=kind(earlier))
    beneath = None if before is None else follow(before[: len(found)])
    with Paper(WIDTH, HEIGHT) as paper:
        draw_curve(paper, course, said, mean, beneath)
        png = paper.png()
    met = [] if before is None else meeting(course, before)
    return Picture(png, WIDTH, HEIGHT, (*caption(course, said, mean), *met), (*description(course, said, mean), *met))


def _positive(given: object) -> float | None:
    found = number(given)
    return found if found is not None and math.isfinite(found) and found > 0 else None


# -- drawing


def draw_curve(
    paper: Paper, course: Course, prediction: float | None, expected: float | None, beneath: Course | None = None
) -> None:
    """Put both parts on the sheet; with few steps the enlarged part is all there is."""
    top, height = 34, HEIGHT - 86
    if len(course.losses) <= FIRST:
        only = paper.plot(96, top, WIDTH - 140, height)
        _first(only, course, prediction, expected)
        _beneath(only, beneath)
        return
    left, right = paper.plot(96, top, 290, height), paper.plot(480, top, WIDTH - 480 - 40, height)
    _first(left, course, prediction, expected)
    _all(right, course)
    _beneath(left, beneath)
    _beneath(right, beneath)


def _beneath(axes: Axes, course: Course | None) -> None:
    """The earlier curve, broad and pale, under the student's own; the limits stay those of the student's."""
    if course is not None:
        axes.plot(
            course.steps, course.shown, color=EARLIER, linewidth=9, zorder=2, gid="earlier", solid_capstyle="round"
        )


def _first(axes: Axes, course: Course, prediction: float | None, expected: float | None) -> None:
    steps, losses = near(course)
    low, high, logarithmic = window(losses, prediction, expected)
    axes.set_yscale("log" if logarithmic else "linear")
    axes.set_ylim(low, high)
    axes.set_xlim(-0.9, min(FIRST, len(course.losses)) - 0.4)
    if expected is not None and low < expected < high:
        axes.axhspan(expected * (1 - SPREAD), expected * (1 + SPREAD), color="#e9ecef", zorder=0, gid="band")
        axes.axhline(expected, color=SOFT, linewidth=1.4, linestyle=(0, (5, 3)), zorder=1, gid="expected")
        axes.annotate(
            "expected",
            (1, expected),
            xycoords=("axes fraction", "data"),
            xytext=(-3, 4),
            ha="right",
            textcoords="offset points",
            fontsize=10,
            color=SOFT,
            family="DejaVu Sans Mono",
        )
    axes.plot(steps, losses, color=VALUE, linewidth=2, marker="o", markersize=6, zorder=3, gid="losses")
    if prediction is not None:
        # Left of step 0: it was said before the run, and must not hide the first loss.
        axes.plot(
            [-0.45],
            [min(max(prediction, low), high)],
            marker="D",
            markersize=9,
            color=INK,
            linestyle="",
            markerfacecolor="white",
            markeredgewidth=2,
            zorder=5,
            clip_on=False,
            gid="prediction",
        )
    if logarithmic:
        _power_ticks(axes, low, high)
    else:
        _round_ticks(axes)
    _frame(axes)
    if len(course.losses) <= FIRST:
        _break(axes, course)


def _all(axes: Axes, course: Course) -> None:
    low, high = widened(float(course.shown.min()), float(course.shown.max()), 0.08, least=0.08)
    axes.set_yscale("log")
    # Before the line: left to find the limits by itself, matplotlib overflows on a run that explodes.
    axes.set_ylim(low, high)
    axes.set_xlim(-0.02 * len(course.losses), 1.02 * len(course.losses))
    axes.plot(course.steps, course.shown, color=VALUE, linewidth=2, zorder=3, gid="losses")
    _power_ticks(axes, low, high)
    axes.grid(axis="y", color="#eef1f4", zorder=0)
    # A frame around the steps that the other part enlarges.
    enlarged = near(course)[1]
    if enlarged.size:
        room = 0.03 * (math.log10(high) - math.log10(low))
        bottom, top = widened(float(enlarged.min()), float(enlarged.max()), 0.0, least=room)
        across = 0.012 * len(course.losses)
        corners = [(-across, bottom), (FIRST - 1 + across, bottom), (FIRST - 1 + across, top), (-across, top)]
        axes.fill(*zip(*corners, strict=True), fill=False, edgecolor=SOFT, linewidth=1.2, zorder=4, clip_on=False)
    _end(axes, course)
    _frame(axes)
    _break(axes, course)


def _end(axes: Axes, course: Course) -> None:
    last, value = int(course.steps[-1]), float(course.shown[-1])
    axes.plot([last], [value], marker="o", markersize=6, color=VALUE, zorder=4)
    early = last < len(course.losses) / 2  # broken off: there is room to the right of it
    falling = value < float(course.shown[len(course.shown) // 2])
    axes.annotate(
        _scientific(value),
        (last, value),
        xytext=(22 if early else -9, -4 if falling or early else 12),
        textcoords="offset points",
        ha="left" if early else "right",
        va="top" if falling else "bottom",
        fontsize=12,
        color=VALUE,
        weight="bold",
        parse_math=False,
        gid="end",
    )


def _break(axes: Axes, course: Course) -> None:
    if course.broken is not None:
        axes.plot(
            [course.steps[-1]],
            [course.shown[-1]],
            marker="X",
            markersize=12,
            color=INK,
            zorder=6,
            clip_on=False,
            gid="broken",
        )


def _frame(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlabel("t", fontsize=12, color=SOFT, family="DejaVu Sans Mono", labelpad=2)
    axes.set_title("loss", fontsize=12, color=SOFT, family="DejaVu Sans Mono", loc="left")
    axes.spines[["left", "bottom"]].set_color(FAINT)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))


def _round_ticks(axes: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _scientific(value)))


def _power_ticks(axes: Axes, low: float, high: float) -> None:
    """Ticks at powers of ten, at most seven (matplotlib's own overflow on a run that explodes)."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    axes.yaxis.set_major_locator(FixedLocator([10.0**power for power in powers[:: max(len(powers) - 1, 0) // 6 + 1]]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _power(round(math.log10(value)))))


def _scientific(value: float) -> str:
    """Two digits and a power of ten: 3.5 × 10⁷, 10⁶."""
    if value <= 0:
        return "0"
    exponent = math.floor(math.log10(value))
    digit = f"{value / 10.0**exponent:.1f}".removesuffix(".0")
    if digit == "10":
        digit, exponent = "1", exponent + 1
    if 0 <= exponent <= 2:
        return f"{value:.3g}"
    digits = "" if digit == "1" else f"{digit} × "
    return digits + _power(exponent)


def _power(exponent: int) -> str:
    return f"10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
