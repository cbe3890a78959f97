"""The sheet every picture is drawn on, and its colours; the only module that touches matplotlib.

It must never leave a trace in the student's matplotlib: no pyplot, no figure kept open, no rcParams changed.
matplotlib is imported when the first sheet is taken, so that checks, which draw nothing, start fast.
"""

from __future__ import annotations

from contextlib import ExitStack
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from types import TracebackType

    from matplotlib.axes import Axes

Colour = tuple[float, float, float]
Track = Literal["value", "gradient", "dead"]

SCALE = 2  # pixels of the PNG for each CSS pixel: sharp on a retina screen
INK = "#1f2933"  # text
SOFT = "#5b6770"  # second-rank text, 5.7:1 on white
FAINT = "#c9d1d9"  # frames and guides
VALUE = "#0b5394"  # one colour for values ...
GRADIENT = "#b34700"  # ... one for gradients: blue and orange stay apart for every kind of colour blindness
HOLE = "#e3e6e9"
HOLE_LINE = "#8b949e"

# From 0 to the largest number of an array. Lightness carries the size, so the ramps survive a grey print.
_RAMPS: dict[Track, tuple[Colour, Colour, Colour]] = {
    "value": ((0.941, 0.965, 0.988), (0.420, 0.659, 0.859), (0.031, 0.278, 0.506)),
    "gradient": ((1.000, 0.957, 0.906), (0.976, 0.655, 0.349), (0.655, 0.239, 0.000)),
    "dead": ((0.945, 0.949, 0.953), (0.780, 0.800, 0.820), (0.510, 0.545, 0.580)),
}


def shade(track: Track, size: float) -> Colour:
    """The colour of a number whose size is `size` (0 to 1) of the largest of its array."""
    low, middle, high = _RAMPS[track]
    position = 2 * min(max(size, 0.0), 1.0)
    start, end, part = (low, middle, position) if position <= 1 else (middle, high, position - 1)
    return (
        start[0] + part * (end[0] - start[0]),
        start[1] + part * (end[1] - start[1]),
        start[2] + part * (end[2] - start[2]),
    )


def is_dark(colour: Colour) -> bool:
    """Whether white, not ink, can be read on this colour."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] < 0.55


class Paper:
    """A white sheet measured in CSS pixels, x to the right and y downwards. Use it in a `with` block."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._exit = ExitStack()

    def __enter__(self) -> Paper:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        # The student's own style (a dark theme, usetex, huge fonts) must not reach the picture, nor ours the student.
        self._exit.enter_context(matplotlib.rc_context())
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"font.family": "DejaVu Sans", "text.color": INK, "hatch.linewidth": 0.9})
        self.figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72 * SCALE, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self.sheet = self.figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        self.sheet.set_axis_off()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    def box(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: str | Colour = "none",
        edge: str | Colour = "none",
        line: float = 1.0,
        dashed: bool = False,
        hatch: str = "",
        z: float = 1,
        tag: str = "",
    ) -> None:
        """A rectangle; `tag` names it for whoever inspects the figure."""
        from matplotlib.patches import Rectangle

        self.sheet.add_artist(  # not add_patch: it would work out limits that are fixed
            Rectangle(
                (left, top),
                width,
                height,
                facecolor=fill,
                edgecolor=edge,
                linewidth=line,
                linestyle=(0, (3.5, 2.5)) if dashed else "-",
                hatch=hatch or None,
                zorder=z,
                gid=tag or None,
            )
        )

    def line(
        self, *points: tuple[float, float], colour: str = INK, width: float = 1.2, dashed: bool = False, z: float = 1
    ) -> None:
        """A line through the points."""
        self.sheet.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=colour,
            linewidth=width,
            zorder=z,
            linestyle=(0, (3.5, 2.5)) if dashed else "-",
            solid_capstyle="round",
            solid_joinstyle="round",
        )

    def arrow(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = INK,
        width: float = 1.6,
        both: bool = False,
    ) -> None:
        """A straight arrow from `start` to `end`, with a head at each end if `both`."""
        one, two = "-|>,head_length=0.5,head_width=0.22", "<|-|>,head_length=0.45,head_width=0.2"
        self.sheet.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={
                "arrowstyle": two if both else one,
                "color": colour,
                "linewidth": width,
                "shrinkA": 0,
                "shrinkB": 0,
                "mutation_scale": 14,
            },
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "center",
        bold: bool = False,
        code: bool = False,
        upright: bool = False,
        z: float = 4,
        tag: str = "",
    ) -> None:
        """Letters, numbers, code names or math, centred on the height y. Never words: the fonts here know no Han."""
        self.sheet.text(
            x,
            y,
            words,
            fontsize=size,
            color=colour,
            ha=align,
            va="center_baseline",
            zorder=z,
            gid=tag or None,
            weight="bold" if bold else "normal",
            family="DejaVu Sans Mono" if code else "DejaVu Sans",
            parse_math=False,
            rotation=90 if upright else 0,
        )

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """A framed plot of its own on the sheet, placed in CSS pixels."""
        axes = self.figure.add_axes(
            (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        )
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(SOFT)
        axes.tick_params(labelsize=11, colors=SOFT, which="both")
        return axes

    def png(self) -> bytes:
        """The sheet as a PNG file: the same drawing gives the same bytes (no date, no version inside)."""
        from PIL import Image

        canvas: Any = self._canvas  # matplotlib leaves these methods untyped
        canvas.draw()
        # A palette of 256 colours holds these flat drawings and makes the file less than half as large.
        pixels = np.asarray(canvas.buffer_rgba())[..., :3]
        image = Image.fromarray(pixels).quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        file = BytesIO()
        # Level 9 takes several times as long, while a student waits, and saves little.
        image.save(file, format="PNG", compress_level=6)
        return file.getvalue()
