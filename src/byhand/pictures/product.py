"""Why shapes decide: in a product of two arrays the outer sides stay, the inner index is summed over and vanishes.

It shows the rule for any two shapes that it is given. It must never pick the factors of a gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from byhand.findings import message as sentence
from byhand.pictures.arrays import shape_text
from byhand.pictures.paper import FAINT, INK, SOFT, VALUE, Paper, shade
from byhand.pictures.picture import Picture, complaint
from byhand.words import current

WIDTH = 590
_CELL = 26
_LEFT, _TOP, _BOTTOM = 212, 42, 46  # of the product's inner corner; above the right array; below the product
_APART = 30  # between the product and its factors
_LONGEST = 6  # letters of a side's name that fit
_MONO = 0.602  # width of a letter of the code font, of its size
_LENGTHS = (4, 3, 5, 2)  # cells along a side, one number a letter, in the order of appearance


def inner_index(left: Sequence[str] = ("a", "b"), right: Sequence[str] = ("b", "c")) -> Picture:
    """Draw the product of an array of shape `left` and one of shape `right`, given as two letters each.

    The product stands where the rows of the left array meet the columns of the right one. If the inner letters differ
    there is no product, and the picture says so. Raises ValueError when a shape is not two letters.
    """
    for shape in (left, right):
        letters = shape if isinstance(shape, tuple | list) else ()
        if len(letters) != 2 or not all(isinstance(side, str) and 0 < len(side) <= _LONGEST for side in letters):
            raise complaint("picture.bad.letters", found=repr(shape))
    rows, inner = left
    inner_right, columns = right
    cells = {letter: _LENGTHS[place] for place, letter in enumerate(dict.fromkeys([*left, *right]))}
    height = _TOP + (cells[inner_right] + cells[rows]) * _CELL + _APART + _BOTTOM
    png = _drawn((rows, inner), (inner_right, columns), tuple(cells.items()), height, current())
    shapes = {"left": shape_text(left), "right": shape_text(right)}
    if inner != inner_right:
        sides = {"first": inner, "second": inner_right}
        caption = sentence("picture.product.mismatch_caption", **sides)
        words = sentence("picture.product.mismatch_words", **shapes, **sides)
    else:
        caption = sentence("picture.product.caption", inner=inner)
        words = sentence("picture.product.words", **shapes, out=shape_text((rows, columns)), inner=inner)
    return Picture(png, WIDTH, height, (caption,), (words,))


@lru_cache(16)
def _drawn(
    left: tuple[str, str],
    right: tuple[str, str],
    cells: tuple[tuple[str, int], ...],
    height: int,
    languages: tuple[str, ...],
) -> bytes:
    """The drawing, made once for the same shapes and languages: a cell is run again and again, and by every student."""
    with Paper(WIDTH, height) as paper:
        draw_product(paper, left, right, dict(cells))
        return paper.png()


def draw_product(paper: Paper, left: tuple[str, str], right: tuple[str, str], cells: dict[str, int]) -> None:
    """Put both factors, and the product if there is one, on the sheet (a Falk scheme)."""
    a, b, b_right, c = cells[left[0]], cells[left[1]], cells[right[0]], cells[right[1]]
    x, y = _LEFT, _TOP + b_right * _CELL + _APART
    fits = left[1] == right[0]
    i, j = 1, min(2, c - 1)
    _grid(
        paper, x - _APART - b * _CELL, y, a, b, lit=[(i, k) for k in range(b)], says="i,k" if fits else "", tag="left"
    )
    _grid(paper, x, _TOP, b_right, c, lit=[(k, j) for k in range(b_right)], says="k,j" if fits else "", tag="right")
    # Outer letters at the far sides, where the product keeps them; inner letters where the two factors meet.
    paper.text(x - _APART - b * _CELL - 12, y + a * _CELL / 2, left[0], size=14, align="right", colour=SOFT)
    paper.text(x + c * _CELL / 2, _TOP - 15, right[1], size=14, colour=SOFT)
    paper.text(x - _APART - b * _CELL / 2, y - 15, left[1], size=14, bold=True)
    paper.text(x - 12, _TOP + b_right * _CELL / 2, right[0], size=14, bold=True, align="right")
    if fits:
        _grid(paper, x, y, a, c, lit=[(i, j)], says="i,j", tag="product")
        paper.text(x + c * _CELL + 12, y + a * _CELL / 2, left[0], size=14, align="left", colour=SOFT)
        paper.text(x + c * _CELL / 2, y + a * _CELL + 17, right[1], size=14, colour=SOFT)
        # Row i runs into the product from the left, column j from above.
        paper.arrow((x - _APART + 4, y + (i + 0.5) * _CELL), (x - 4, y + (i + 0.5) * _CELL), colour=VALUE)
        paper.arrow((x + (j + 0.5) * _CELL, y - _APART + 4), (x + (j + 0.5) * _CELL, y - 4), colour=VALUE)
    else:
        paper.box(x, y, c * _CELL, a * _CELL, edge=SOFT, dashed=True, tag="no product")
        paper.text(x + c * _CELL / 2, y + a * _CELL / 2, f"{left[1]} ≠ {right[0]}", size=16, bold=True)
    _rule(paper, left, right, fits)


def _grid(
    paper: Paper,
    left: float,
    top: float,
    rows: int,
    columns: int,
    *,
    lit: list[tuple[int, int]],
    says: str,
    tag: str,
) -> None:
    for i in range(rows):
        for j in range(columns):
            x, y = left + j * _CELL, top + i * _CELL
            fill = shade("value", 0.8 if (i, j) in lit else 0.12)
            paper.box(x, y, _CELL, _CELL, fill=fill, edge="white", line=1.2)
            if (i, j) in lit:
                paper.text(x + _CELL / 2, y + _CELL / 2, says, size=10, colour="white")
    paper.box(left, top, columns * _CELL, rows * _CELL, edge=VALUE, line=1.4, z=2, tag=tag)


def _rule(paper: Paper, left: tuple[str, str], right: tuple[str, str], fits: bool) -> None:
    """The same in letters, the vanishing ones struck out, and what one entry of the product is."""
    x, y = 412, paper.height / 2 - 70
    paper.line((x - 24, y - 24), (x - 24, y + 150), colour=FAINT)
    lines = [f"  {shape_text(left)}", f"@ {shape_text(right)}"]
    for line, words in enumerate(lines):
        paper.text(x, y + 26 * line, words, size=15, align="left", code=True)
    if not fits:
        paper.text(x, y + 64, f"  {left[1]} ≠ {right[0]}", size=15, align="left", bold=True, code=True)
        return
    for line, start, inner in ((0, len(f"  ({left[0]}, "), left[1]), (1, len("@ ("), right[0])):
        begin, end = x + start * 15 * _MONO - 2, x + (start + len(inner)) * 15 * _MONO + 2
        paper.line((begin, y + 26 * line + 5), (end, y + 26 * line - 5), colour=INK, width=1.6, z=5)
    paper.text(x, y + 56, f"= {shape_text((left[0], right[1]))}", size=15, align="left", bold=True, code=True)
    for line, words in enumerate(("out[i, j] =", "Σₖ left[i, k]", "   · right[k, j]")):
        paper.text(x, y + 98 + 22 * line, words, size=13, align="left", code=True)
