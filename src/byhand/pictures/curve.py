"""The loss curve: the first steps enlarged, with the student's prediction, and the whole way down on a log scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message
from byhand.findings import message as sentence
from byhand.pictures.arrays import kind, number, rounded, sequence
from byhand.pictures.paper import FAINT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture, complaint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 860, 320
FIRST = 8  # steps in the enlarged part
SPREAD = 0.16  # standard deviation of the first loss over draws, relative: 600 draws at the sizes of unit 2
_REACH = 3.0  # a mark further above the losses than this factor sits at the edge of the enlarged part
_DECADES = 50.0  # first steps that span more than this factor need a logarithmic scale


@dataclass(frozen=True)
class Course:
    """What the losses tell."""

    losses: NDArray[np.float64]
    # Step -> loss, for what a logarithmic scale can show.
    steps: NDArray[np.int_]
    # Steps between which the loss first rises, (bottom, top); None if it only falls in the enlarged part.
    hump: tuple[int, int] | None
    # The first step without a finite loss, or None.
    broken: int | None
    # Some losses are exactly 0.
    zeros: bool

    @property
    def shown(self) -> NDArray[np.float64]:
        """The losses at `steps`."""
        return self.losses[self.steps]


def loss_curve(losses: object, prediction: object = None, expected: object = None) -> Picture:
    """Draw the losses of a training run, (steps,), each taken before its step.

    `prediction`: what the student said the first loss would be. `expected`: the first loss to expect over many draws;
    its band of ±16 % is one standard deviation. Raises ValueError when `losses` is no row of numbers, or none of them
    can stand on a logarithmic scale.
    """
    found = sequence(losses)
    if found is None:
        raise complaint("picture.bad.losses", found=kind(losses))
    course = follow(found)
    if not course.steps.size:
        raise complaint("picture.bad.no_finite_loss")
    said, mean = _positive(prediction), _positive(expected)
    with Paper(WIDTH, HEIGHT) as paper:
        draw_curve(paper, course, said, mean)
        png = paper.png()
    return Picture(png, WIDTH, HEIGHT, _caption(course, said, mean), _description(course, said, mean))


def follow(losses: NDArray[np.float64]) -> Course:
    """Read the course of the losses, (steps,): where they rise, where they break off."""
    finite = np.isfinite(losses)
    broken = None if finite.all() else int(np.argmin(finite))
    until = losses[:broken]
    return Course(losses, np.flatnonzero(until > 0), _hump(until[:FIRST]), broken, bool((until == 0).any()))


def _hump(losses: NDArray[np.float64]) -> tuple[int, int] | None:
    rises = losses[1:] > losses[:-1]
    if not rises.any():
        return None
    bottom = int(np.argmax(rises))
    falls = np.flatnonzero(~rises[bottom:])
    return bottom, bottom + int(falls[0]) if falls.size else len(losses) - 1


def _positive(given: object) -> float | None:
    found = number(given)
    return found if found is not None and math.isfinite(found) and found > 0 else None


# -- drawing


def draw_curve(paper: Paper, course: Course, prediction: float | None, expected: float | None) -> None:
    """Put both parts on the sheet; with few steps the enlarged part is all there is."""
    top, height = 34, HEIGHT - 86
    if len(course.losses) <= FIRST:
        _first(paper.plot(96, top, WIDTH - 140, height), course, prediction, expected)
        return
    _first(paper.plot(96, top, 290, height), course, prediction, expected)
    _all(paper.plot(480, top, WIDTH - 480 - 40, height), course)


def _first(axes: Axes, course: Course, prediction: float | None, expected: float | None) -> None:
    steps, losses = _near(course)
    low, high, logarithmic = _window(losses, prediction, expected)
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
    _round_ticks(axes, low, high, logarithmic)
    _frame(axes)
    if len(course.losses) <= FIRST:
        _break(axes, course)


def _near(course: Course) -> tuple[NDArray[np.int_], NDArray[np.float64]]:
    near = course.steps < FIRST
    return course.steps[near], course.shown[near]


def _window(losses: NDArray[np.float64], *marks: float | None) -> tuple[float, float, bool]:
    """The span of the enlarged part, and whether it is logarithmic: the losses and every mark not far above them."""
    smallest, largest = (float(losses.min()), float(losses.max())) if losses.size else (1.0, 1.0)
    near = [mark * (1 + SPREAD) for mark in marks if mark is not None and mark <= largest * _REACH]
    if largest > smallest * _DECADES:
        room = (largest / smallest) ** 0.08
        return smallest / room, largest * room, True
    return 0.0, max([largest, *near]) * 1.06, False


def _all(axes: Axes, course: Course) -> None:
    from matplotlib.ticker import LogLocator, NullFormatter

    axes.set_yscale("log")
    axes.plot(course.steps, course.shown, color=VALUE, linewidth=2, zorder=3, gid="losses")
    low, high = float(course.shown.min()), float(course.shown.max())
    room = max((high / low) ** 0.08, 1.2)
    axes.set_ylim(low / room, high * room)
    axes.set_xlim(-0.02 * len(course.losses), 1.02 * len(course.losses))
    axes.yaxis.set_major_locator(LogLocator(base=10, numticks=7))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y", color="#eef1f4", zorder=0)
    # A frame around the steps that the other part enlarges.
    near = _near(course)[1]
    if near.size:
        bottom, top = float(near.min()) / room**0.4, float(near.max()) * room**0.4
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


def _round_ticks(axes: Axes, low: float, high: float, logarithmic: bool) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    if logarithmic:
        powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        axes.yaxis.set_major_locator(FixedLocator([10.0**power for power in powers[:: len(powers) // 6 + 1]]))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _scientific(value)))


def _scientific(value: float) -> str:
    """Two digits and a power of ten: 3.5 × 10⁷."""
    if value <= 0:
        return "0"
    exponent = math.floor(math.log10(value))
    digit = f"{value / 10.0**exponent:.1f}".removesuffix(".0")
    if digit == "10":
        digit, exponent = "1", exponent + 1
    if 0 <= exponent <= 2:
        return f"{value:.3g}"
    return f"{digit} × 10{str(exponent).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


# -- words


def _caption(course: Course, prediction: float | None, expected: float | None) -> tuple[Message, ...]:
    parts = len(course.losses) > FIRST
    found = [sentence("picture.curve.caption" if parts else "picture.curve.single")]
    if expected is not None:
        found.append(sentence("picture.curve.expected", expected=rounded(expected, 8)))
    return (*found, *_prediction(course, prediction, expected), *_accidents(course))


def _description(course: Course, prediction: float | None, expected: float | None) -> tuple[Message, ...]:
    first, shown = float(course.losses[0]), course.shown
    found = [sentence("picture.curve.first", first=rounded(first))]
    if expected is not None:
        found.append(sentence("picture.curve.expected", expected=rounded(expected, 8)))
    found += _prediction(course, prediction, expected)
    if len(shown) > 1:
        if course.hump is not None:
            bottom, top = course.hump
            found.append(sentence("picture.curve.rises", bottom=bottom, top=top, loss=rounded(course.losses[top])))
        else:
            found.append(sentence("picture.curve.falls"))
        if shown[-1] >= shown[0]:
            found.append(sentence("picture.curve.higher"))
        if course.broken is None:
            found.append(sentence("picture.curve.end", steps=len(course.losses), last=_last(float(shown[-1]))))
    return (*found, *_accidents(course))


def _last(loss: float) -> str:
    """The last loss, roughly. Below 1 only a power of ten above it: in float32 it is a rounding artefact by then,
    and differs between machines."""
    return rounded(loss) if loss >= 1 else f"< 1e{math.ceil(math.log10(loss))}"


def _prediction(course: Course, prediction: float | None, expected: float | None) -> list[Message]:
    if prediction is None:
        return []
    low, high, _ = _window(_near(course)[1], prediction, expected)
    inside = low <= prediction <= high
    key = "picture.curve.prediction" if inside else "picture.curve.prediction_off"
    found = [sentence(key, prediction=rounded(prediction, 3))]
    first = float(course.losses[0])
    if math.isfinite(first) and first > 0:
        found.append(sentence("picture.curve.ratio", ratio=rounded(prediction / first)))
    return found


def _accidents(course: Course) -> list[Message]:
    found = [] if course.broken is None else [sentence("picture.curve.broken", step=course.broken)]
    return [*found, sentence("picture.curve.zeros")] if course.zeros else found
