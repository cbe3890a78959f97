"""Spotlights on a Jacobian: an upstream gradient weights its rows, and what comes back is their sum.

It draws the matrix that it is given and adds its rows up. It must never compute a Jacobian.
"""

from __future__ import annotations

import numpy as np

from byhand.findings import message as sentence
from byhand.pictures.arrays import Matrix, kind, matrix, rounded, sequence
from byhand.pictures.paper import FAINT, GRADIENT, HOLE, INK, SOFT, VALUE, Paper, is_dark, shade
from byhand.pictures.picture import Picture, complaint

WIDTH = 740
MOST = 6  # rows and columns that leave room for numbers
_CELL_HIGH = 30
_TOP, _BELOW, _BOTTOM = 44, 56, 18  # above the matrix; between it and the row below; under that row
_MARGIN, _GAP, _APART = 26, 14, 34  # left of a panel; between v and J; between two panels


def spotlights(jacobian: object, v: object) -> Picture:
    """Draw `jacobian` (O, I), at most 6 x 6, under three upstream gradients: a single 1, all ones, and `v` (O,).

    The single 1 stands at the row that v weights most among those that are not 0. Raises ValueError when there is
    nothing that can be drawn.
    """
    rows = matrix("jacobian", jacobian, MOST)
    weights = sequence(v)
    if weights is None or len(weights) != len(rows) or not np.isfinite(weights).all():
        raise complaint("picture.bad.upstream", rows=len(rows), found=kind(v))
    alive = np.abs(rows).max(axis=1) > 0
    chosen = int(np.argmax(np.where(alive, np.abs(weights), -1.0)))
    single = np.zeros(len(rows))
    single[chosen] = 1.0
    panels = [single, np.ones(len(rows)), weights]
    height = _TOP + len(rows) * _CELL_HIGH + _BELOW + _CELL_HIGH + _BOTTOM
    with Paper(WIDTH, height) as paper:
        wide = (WIDTH - 2 * _APART - 6) / 3
        for place, (given, name) in enumerate(zip(panels, (f"v = e{_low(chosen)}", "v = ones", "v"), strict=True)):
            _panel(paper, place * (wide + _APART), wide, rows, given, name)
        png = paper.png()
    results = [_said(given @ rows) for given in panels]
    words = [
        sentence("picture.spotlights.words", rows=rows.shape[0], columns=rows.shape[1]),
        sentence("picture.spotlights.one", row=chosen, result=results[0]),
        sentence("picture.spotlights.ones", result=results[1]),
        sentence("picture.spotlights.given", v=_said(weights), result=results[2]),
    ]
    if not alive.all():
        dead = ", ".join(map(str, np.flatnonzero(~alive)))
        words.append(sentence("picture.spotlights.dead", rows=dead))
    return Picture(png, WIDTH, height, (sentence("picture.spotlights.caption"),), tuple(words))


def _low(number: int) -> str:
    return "".join(chr(0x2080 + int(digit)) for digit in str(number))


def _said(row: Matrix) -> str:
    return "(" + ", ".join(_short(value) for value in row) + ")"


def _short(value: float) -> str:
    """Few digits, so that two machines draw the same picture; a true minus sign."""
    words = f"{value:.2f}" if 0.005 <= abs(value) < 100 else rounded(float(value))
    return words.replace("-", "−")


def _panel(paper: Paper, left: float, wide: float, rows: Matrix, v: Matrix, name: str) -> None:
    """One upstream gradient as a column, the matrix beside it, the weighted sum of the rows below it."""
    cell = (wide - _MARGIN - _GAP) / (rows.shape[1] + 1)
    x, top = left + _MARGIN, _TOP
    grid = x + cell + _GAP
    paper.text(x + cell / 2, top - 18, name, size=13, colour=GRADIENT, bold=True)
    paper.text(grid + rows.shape[1] * cell / 2, top - 18, "J", size=13, colour=VALUE, bold=True)
    result, below = v @ rows, top + len(rows) * _CELL_HIGH + _BELOW
    light = np.abs(v) / (np.abs(v).max() or 1.0)
    largest = float(np.abs(rows).max()) or 1.0
    for i, row in enumerate(rows):
        y = top + i * _CELL_HIGH
        paper.text(left + _MARGIN - 8, y + _CELL_HIGH / 2, str(i), size=10, colour=SOFT, align="right")
        _cell(paper, x, y, cell, float(v[i]), "gradient", float(light[i]))
        for j, value in enumerate(row):
            # Light and size of the entry together: an unlit row stays pale, whatever it holds.
            _cell(paper, grid + j * cell, y, cell, float(value), "value", float(light[i]) * abs(value) / largest)
        if light[i] > 0 and np.abs(row).max() > 0:
            paper.arrow((x + cell + 1, y + _CELL_HIGH / 2), (grid - 1, y + _CELL_HIGH / 2), colour=GRADIENT, width=1.0)
            weight = 0.8 + 3.4 * float(light[i])
            edges = (
                (grid, y),
                (grid + len(row) * cell, y),
                (grid + len(row) * cell, y + _CELL_HIGH),
                (grid, y + _CELL_HIGH),
            )
            paper.line(*edges, edges[0], colour=INK, width=weight * 0.55, z=3)
    bottom = top + len(rows) * _CELL_HIGH
    paper.arrow(
        (grid + rows.shape[1] * cell / 2, bottom + 6), (grid + rows.shape[1] * cell / 2, below - 22), colour=SOFT
    )
    paper.text(grid + rows.shape[1] * cell / 2 + 12, bottom + 19, "Σ", size=13, colour=SOFT, align="left")
    paper.text(grid - 8, below + _CELL_HIGH / 2, "v @ J", size=12, colour=GRADIENT, align="right", code=True)
    most = float(np.abs(result).max()) or 1.0
    for j, value in enumerate(result):
        _cell(paper, grid + j * cell, below, cell, float(value), "gradient", abs(value) / most)
    paper.box(grid, below, rows.shape[1] * cell, _CELL_HIGH, edge=GRADIENT, line=1.4, z=3)


def _cell(paper: Paper, x: float, y: float, wide: float, value: float, track: str, size: float) -> None:
    """One number, on a ground as dark as `size` says; grey for a 0."""
    zero = value == 0
    fill = HOLE if zero else shade("value" if track == "value" else "gradient", size)
    paper.box(x, y, wide, _CELL_HIGH, fill=fill, edge="white", line=1.0)
    dark = not isinstance(fill, str) and is_dark(fill)
    words = "0" if zero else _short(value)
    size_of_type = 8.5 if len(words) <= 5 else 7
    faint = SOFT if size == 0 else INK
    paper.text(x + wide / 2, y + _CELL_HIGH / 2, words, size=size_of_type, colour="white" if dark else faint)
    if zero:
        paper.box(x + 1, y + 1, wide - 2, _CELL_HIGH - 2, edge=FAINT, line=0.6)
