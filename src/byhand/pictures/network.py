"""The opening picture: the arrays of the network and their shapes.

It must never show the graph of the loss or what the backward pass remembers: that is a question the student is graded on.
"""

from __future__ import annotations

import math
from functools import lru_cache

from byhand.findings import message as sentence
from byhand.pictures.arrays import shape_text
from byhand.pictures.paper import INK, SOFT, VALUE, Paper, shade
from byhand.pictures.picture import Picture, complaint
from byhand.words import current

WIDTH = 900
_TOP, _BOTTOM = 44, 58  # room above the tallest array for its letters, below it for name and numbers
# name -> letters of its rows and columns, in the order of the forward pass; y, given, stands beside y_pred.
_ARRAYS = {
    "x": ("N", "D_in"),
    "w1": ("D_in", "H"),
    "h": ("N", "H"),
    "h_relu": ("N", "H"),
    "w2": ("H", "D_out"),
    "y_pred": ("N", "D_out"),
    "y": ("N", "D_out"),
}
_LEARNED = ("w1", "w2")
# What stands between an array and the next, and how much room it takes.
_BETWEEN = {"x": "@", "w1": "=", "h": "ReLU", "h_relu": "@", "w2": "=", "y_pred": "loss"}
_ROOM = {"@": 46, "=": 46, "ReLU": 68, "loss": 68}


def network(N: int, D_in: int, H: int, D_out: int) -> Picture:
    """Draw the network for N samples, D_in inputs, H hidden units and D_out outputs. Raises ValueError for a size < 1."""
    sizes = {"N": N, "D_in": D_in, "H": H, "D_out": D_out}
    for name, size in sizes.items():
        if isinstance(size, bool) or not hasattr(size, "__index__") or size < 1:
            raise complaint("picture.bad.size", name=name, found=repr(size))
    sides = _sides(sizes)
    height = round(_TOP + max(sides.values()) + _BOTTOM)
    png = _drawn(tuple(sizes.items()), current(), height)
    shapes = {name: shape_text(letters) for name, letters in _ARRAYS.items()}
    words = sentence(
        "picture.network.words", x=shapes["x"], w1=shapes["w1"], h=shapes["h"], w2=shapes["w2"], y=shapes["y"]
    )
    counts = sentence("picture.network.sizes", weights=f"{D_in * H + H * D_out:,}", **sizes)
    return Picture(png, WIDTH, height, (sentence("picture.network.caption"), counts), (words, counts))


@lru_cache(16)
def _drawn(sizes: tuple[tuple[str, int], ...], languages: tuple[str, ...], height: int) -> bytes:
    """The drawing, made once for the same sizes and languages: a cell is run again and again, and by every student."""
    with Paper(WIDTH, height) as paper:
        draw_network(paper, dict(sizes), _sides(dict(sizes)))
        return paper.png()


def _sides(sizes: dict[str, int]) -> dict[str, float]:
    """Letter -> length of its side: a readable range, in which the order of the numbers survives."""
    logs = {letter: math.log10(size) for letter, size in sizes.items()}
    low, high = min(logs.values()), max(logs.values())
    return {letter: 56 + 46 * (log - low) / (high - low) if high > low else 78 for letter, log in logs.items()}


def draw_network(paper: Paper, sizes: dict[str, int], sides: dict[str, float]) -> None:
    """Put the arrays on the sheet, left to right, centred on one line."""
    total = sum(sides[columns] for _, columns in _ARRAYS.values()) + sum(_ROOM[what] for what in _BETWEEN.values())
    left = (WIDTH - total) / 2 + 6
    middle = _TOP + max(sides.values()) / 2
    for name, (rows, columns) in _ARRAYS.items():
        width, height = sides[columns], sides[rows]
        learned = name in _LEARNED
        paper.box(
            left,
            middle - height / 2,
            width,
            height,
            fill=shade("value", 0.62 if learned else 0.1),
            edge=VALUE,
            line=1.6 if learned else 1.2,
            tag=f"array {name}",
        )
        paper.text(left + width / 2, middle - height / 2 - 11, columns, size=12, colour=SOFT)
        paper.text(left - 11, middle, rows, size=12, colour=SOFT, upright=True)
        paper.text(left + width / 2, middle, name, size=13, bold=True, code=True, colour="white" if learned else VALUE)
        bottom = _TOP + max(sides.values())
        paper.text(left + width / 2, bottom + 20, shape_text((rows, columns)), size=11)
        paper.text(left + width / 2, bottom + 38, f"{sizes[rows]:,} × {sizes[columns]:,}", size=11, colour=SOFT)
        left += width
        if name in _BETWEEN:
            room = _ROOM[_BETWEEN[name]]
            _between(paper, left, room, middle, _BETWEEN[name])
            left += room


def _between(paper: Paper, left: float, room: float, middle: float, what: str) -> None:
    # The letter of the next array's rows stands at the right end of the gap.
    start, end = left + 6, left + room - 22
    centre = (start + end) / 2
    if what in "@=":
        paper.text(centre, middle, what, size=18, colour=INK)
        return
    paper.text(centre, middle - 13, what, size=11, colour=INK, code=what == "loss")
    paper.arrow((start, middle), (end, middle), colour=INK, both=what == "loss")
