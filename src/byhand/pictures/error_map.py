"""A small picture for a card: where the error sits in an array, beside the mask. Inline SVG, built by hand.

It uses the colour of the text around it, marks with signs as well as with colour, and stays under 6 kB.
"""

from __future__ import annotations

import html
import math

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message, message
from byhand.pictures.arrays import matrix
from byhand.pictures.picture import complaint, plain, told

_MOST = 10  # cells along a side; a larger array is shown in blocks
_ORANGE = "#d55e00"
Mask = NDArray[np.bool_]


def error_map(error: object, mask: object = None, *, tolerance: float = 0.0, names: tuple[str, str] = ("", "")) -> str:
    """Inline SVG of an array (rows, columns) with × in every entry whose |error| is above `tolerance`, or not finite.

    `error`: differences, or True where an entry is wrong. `mask`, of the same shape: True where the ReLU is open; its
    closed entries are hatched in a second small picture on the right. `names`: code names written above the two.
    Rounding beside a large error (below 1e-9 of the largest) is no error. The same arrays give the same text.
    Raises ValueError when an array is not 2-D or the two shapes differ.
    """
    found = matrix("error", error, most=100_000)
    wrong = _wrong(found, tolerance)
    is_open = None if mask is None else matrix("mask", mask, most=100_000) > 0
    if is_open is not None and is_open.shape != wrong.shape:
        raise complaint("picture.bad.mask", found=is_open.shape, expected=wrong.shape)
    rows, columns = (math.ceil(side / math.ceil(side / _MOST)) for side in wrong.shape)
    cell = 16 if max(rows, columns) <= 8 else 12
    top = 18 if any(names) else 4
    width, height = columns * cell, rows * cell
    parts = [_map(4, top, cell, _blocks(wrong, any), names[0], crosses=True)]
    if is_open is not None:
        parts.append(_map(4 + width + 28, top, cell, _blocks(~is_open, all), names[1], crosses=False))
    full = 8 + (width if is_open is None else 2 * width + 28)
    title, words = _words(wrong, is_open)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{full}" height="{top + height + 4}" '
        f'viewBox="0 0 {full} {top + height + 4}" fill="none" stroke="currentColor">'
        f"{_said('title', [title])} {_said('desc', words)} {''.join(parts)}</svg>"
    )


def _wrong(error: NDArray[np.float64], tolerance: float) -> Mask:
    size = np.where(np.isfinite(error), np.abs(error), np.inf)
    finite = size[np.isfinite(size)]
    rounding = 1e-9 * float(finite.max()) if finite.size else 0.0
    found: Mask = size > max(tolerance, rounding)
    return found


def _blocks(cells: Mask, rule: object) -> Mask:
    """The array in at most 10 x 10 blocks: a block counts if any (or all) of its entries do."""
    steps = [math.ceil(side / _MOST) for side in cells.shape]
    choose = np.any if rule is any else np.all
    return np.array(
        [
            [choose(cells[i : i + steps[0], j : j + steps[1]]) for j in range(0, cells.shape[1], steps[1])]
            for i in range(0, cells.shape[0], steps[0])
        ],
        dtype=bool,
    )


def _map(left: float, top: float, cell: int, cells: Mask, name: str, *, crosses: bool) -> str:
    """One grid with its marked cells, as few paths as can be."""
    rows, columns = cells.shape
    width, height = columns * cell, rows * cell
    lines = "".join(f"M{left} {top + i * cell}h{width}" for i in range(1, rows))
    lines += "".join(f"M{left + j * cell} {top}v{height}" for j in range(1, columns))
    marked = [(left + int(j) * cell, top + int(i) * cell) for i, j in zip(*np.nonzero(cells), strict=True)]
    squares = "".join(
        f"M{left + j * cell} {top + i * cell}h{run * cell}v{cell}H{left + j * cell}z" for i, j, run in _runs(cells)
    )
    if crosses:
        arm = cell - 8
        signs = "".join(f"M{x + 4} {y + 4}l{arm} {arm}m0-{arm}l-{arm} {arm}" for x, y in marked)
        fill, stroke = f'fill="{_ORANGE}" fill-opacity=".45"', 'stroke-width="1.8"'
    else:
        signs = "".join(f"M{x} {y + cell}l{cell}-{cell}" for x, y in marked)
        fill, stroke = 'fill="#808890" fill-opacity=".3"', 'stroke-opacity=".7"'
    label = (
        f'<text x="{left}" y="{top - 6}" font-family="monospace" font-size="11" fill="currentColor" stroke="none">'
        f"{html.escape(name)}</text>"
        if name
        else ""
    )
    return (
        f'{label}<path d="{squares}" {fill} stroke="none"/><path d="{lines}" stroke-opacity=".25"/>'
        f'<path d="{signs}" {stroke}/><rect x="{left}" y="{top}" width="{width}" height="{height}"/>'
    )


def _runs(cells: Mask) -> list[tuple[int, int, int]]:
    """(row, first column, length) of every stretch of marked cells."""
    found = []
    for i, row in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False]))))
        found += [(i, int(start), int(end - start)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return found


def _words(wrong: Mask, is_open: Mask | None) -> tuple[Message, list[Message]]:
    count = int(wrong.sum())
    title = message("picture.error.title", wrong=count, total=wrong.size)
    words = [
        message(
            "picture.error.rows_columns",
            rows=int(wrong.any(axis=1).sum()),
            all_rows=wrong.shape[0],
            columns=int(wrong.any(axis=0).sum()),
            all_columns=wrong.shape[1],
        )
    ]
    if max(wrong.shape) > _MOST:
        words.append(message("picture.error.blocks"))
    if is_open is not None and count:
        closed = int((wrong & ~is_open).sum())
        if closed == count:
            words.append(message("picture.error.all_closed"))
        elif closed == 0:
            words.append(message("picture.error.none_closed"))
        else:
            words.append(message("picture.error.some_closed", closed=closed))
    return title, words


def _said(tag: str, sentences: list[Message]) -> str:
    """One element a language: a browser takes the one of the reader's language, or the first."""
    return "".join(f'<{tag} lang="{language}">{html.escape(plain(text))}</{tag}>' for language, text in told(sentences))
