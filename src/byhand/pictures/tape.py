"""The tape: the picture of unit 2. Values above, gradients below, equal shapes, and the same holes where the ReLU is closed."""

from __future__ import annotations

from collections.abc import Mapping

from byhand.pictures.arrays import rounded
from byhand.pictures.paper import (
    FAINT,
    GRADIENT,
    HOLE,
    HOLE_LINE,
    INK,
    SOFT,
    VALUE,
    Paper,
    Track,
    is_dark,
    shade,
)
from byhand.pictures.picture import Picture
from byhand.pictures.tape_plan import ORDER, WITH_GRADIENT, Block, Cell, Plan, plan
from byhand.pictures.tape_words import caption, description

WIDTH = 900
_MARGIN, _GAP, _SLOT = 26, 34, 66  # CSS pixels: edge of the sheet, between two arrays, narrowest array
_RAIL, _LABELS = 50, 56  # from the edge to the upper track; from a track to the next thing below it
# What happens between one array of the upper track and the next.
_STEPS = {"x": "@", "w1": "=", "h": "ReLU", "h_relu": "@", "w2": "=", "y_pred": "sse"}


def tape(values: Mapping[str, object], gradients: Mapping[str, object]) -> Picture:
    """Draw the forward pass above and the backward pass below it, every entry a cell.

    `values`: name -> array for any of x (N, D_in), w1 (D_in, H), h (N, H), h_relu (N, H), w2 (H, D_out),
    y_pred (N, D_out), and the number loss. `gradients`: name (h or grad_h) -> array; what is None or left out is drawn
    as an empty frame. At most 12 rows and columns an array. A gradient of the wrong shape is drawn as it is and marked.
    Raises ValueError for what is no array of numbers, not 2-D, empty or too large, and for an unknown name.
    """
    plan_ = plan(values, gradients)
    with Paper(WIDTH, _height(plan_)) as paper:
        draw_tape(paper, plan_)
        png = paper.png()
    return Picture(png, WIDTH, paper.height, caption(plan_), description(plan_))


# -- layout


def _slots(plan_: Plan) -> tuple[float, dict[str, tuple[float, float]]]:
    """Size of a cell, and name -> (left, width) of each array's place."""
    names = [name for name in ORDER if name in plan_.values or (name == "loss" and plan_.loss is not None)]
    columns = {
        name: max((block.shape[1] for block in _pair(plan_, name)), default=1) for name in names if name != "loss"
    }
    free = WIDTH - 2 * _MARGIN - _GAP * (len(names) - 1) - (_SLOT if "loss" in names else 0)
    cell = 26.0
    while sum(max(_SLOT, cell * count) for count in columns.values()) > free and cell > 7:
        cell -= 0.5
    widths = {name: max(_SLOT, cell * columns.get(name, 1)) for name in names}
    left = (WIDTH - sum(widths.values()) - _GAP * (len(names) - 1)) / 2
    slots = {}
    for name in names:
        slots[name] = (left, widths[name])
        left += widths[name] + _GAP
    return cell, slots


def _pair(plan_: Plan, name: str) -> list[Block]:
    return [track[name] for track in (plan_.values, plan_.gradients) if name in track]


def _track_heights(plan_: Plan, cell: float) -> tuple[float, float]:
    upper = max(block.shape[0] for block in plan_.values.values())
    lower = max(
        [block.shape[0] for block in plan_.gradients.values()]
        + [plan_.values[name].shape[0] for name in plan_.missing]
        + [2]
    )
    return upper * cell, lower * cell


def _height(plan_: Plan) -> int:
    extra = (
        16 if any(block.expected is not None for block in (*plan_.values.values(), *plan_.gradients.values())) else 0
    )
    return round(_RAIL + sum(_track_heights(plan_, _slots(plan_)[0])) + 2 * _LABELS + 62 + extra)


# -- drawing


def draw_tape(paper: Paper, plan_: Plan) -> None:
    """Put the whole tape on the sheet."""
    cell, slots = _slots(plan_)
    upper, lower = _track_heights(plan_, cell)
    top = _RAIL
    below = top + upper + _LABELS + 14
    rail = paper.height - 44
    _rails(paper, slots, top + upper + _LABELS, rail)
    _sizes(paper, plan_, paper.height - 20)
    for name, (x, width) in slots.items():
        middle = x + width / 2
        if name in _STEPS and name != list(slots)[-1]:
            _step(paper, x + width + _GAP / 2, top + upper / 2, _STEPS[name])
        if name == "loss":
            _loss(paper, plan_, middle, top + upper / 2, cell, top + upper)
            continue
        _tie(paper, plan_, name, middle, cell, (top + upper / 2, below + lower / 2), top + upper + 44)
        _array(paper, plan_, plan_.values[name], "value", middle, top + upper / 2, cell)
        _labels(paper, plan_, plan_.values[name], "value", middle, top + upper)
        if name in plan_.gradients:
            _array(paper, plan_, plan_.gradients[name], "gradient", middle, below + lower / 2, cell)
            _labels(paper, plan_, plan_.gradients[name], "gradient", middle, below + lower)
        elif name in plan_.missing:
            _empty(paper, plan_, name, middle, below, lower, cell)


def _rails(paper: Paper, slots: Mapping[str, tuple[float, float]], turn: float, rail: float) -> None:
    """The way of the values to the loss, and from the loss the way of the gradients back as far as w1."""
    middles = {name: left + width / 2 for name, (left, width) in slots.items()}
    first, last = min(left for left, _ in slots.values()), max(left + width for left, width in slots.values())
    paper.arrow((first, 22), (last, 22), colour=VALUE, width=2.4)
    back = min((slots[name][0] for name in WITH_GRADIENT if name in slots), default=first)
    if "loss" in slots:
        paper.line((middles["loss"], turn), (middles["loss"], rail), colour=GRADIENT, width=2.4)
        last = middles["loss"]
    paper.arrow((last, rail), (back, rail), colour=GRADIENT, width=2.4)


def _array(paper: Paper, plan_: Plan, block: Block, track: Track, middle: float, centre: float, cell: float) -> None:
    rows, columns = block.shape
    left, top = middle - columns * cell / 2, centre - rows * cell / 2
    for i in range(rows):
        for j in range(columns):
            _cell(paper, block, track, i, j, left + j * cell, top + i * cell, cell)
    wrong = block.expected is not None
    paper.box(
        left,
        top,
        columns * cell,
        rows * cell,
        edge=INK if wrong else FAINT,
        line=2.6 if wrong else 1,
        z=3,
        dashed=wrong,
        tag=f"{'wrong' if wrong else 'frame'} {block.name}",
    )
    if block.name in ("h", "grad_h") and plan_.closed is not None and not wrong:
        for unit in plan_.dead:
            paper.text(left + (unit + 0.5) * cell, top - 9, f"j={unit}", size=10, colour=SOFT, tag=f"dead {block.name}")


def _cell(paper: Paper, block: Block, track: Track, i: int, j: int, left: float, top: float, cell: float) -> None:
    what = block.cells[i][j]
    tag = f"{what.value} {block.name} {i} {j}"
    mid = (left + cell / 2, top + cell / 2)
    if what in (Cell.HOLE, Cell.ZERO):
        hatch = "////" if what is Cell.HOLE else ""
        paper.box(left, top, cell, cell, fill=HOLE, edge=HOLE_LINE, line=0, hatch=hatch, tag=tag)
        paper.box(left, top, cell, cell, edge="white", line=1.2, z=2)
        if what is Cell.ZERO:
            paper.text(*mid, "0", size=max(cell * 0.42, 6), colour=SOFT)
        return
    if what is Cell.NOT_FINITE:
        paper.box(left, top, cell, cell, fill="white", edge=FAINT, tag=tag)
        paper.text(*mid, "×", size=cell * 0.7, bold=True)
        return
    number = float(block.array[i, j])
    colour = shade("dead" if what is Cell.DEAD else track, abs(number) / block.largest)
    paper.box(left, top, cell, cell, fill=colour, edge="white", line=1.2, tag=tag)
    if number < 0:
        paper.text(*mid, "−", size=max(cell * 0.5, 6), colour="white" if is_dark(colour) else INK)
    if what is Cell.LEAK:
        paper.box(left + 1.5, top + 1.5, cell - 3, cell - 3, edge=INK, line=2, z=3)


def _tie(
    paper: Paper,
    plan_: Plan,
    name: str,
    middle: float,
    cell: float,
    centres: tuple[float, float],
    labelled: float,
) -> None:
    """Faint lines from a value down to its gradient: one shape, twice."""
    if name not in plan_.gradients or plan_.gradients[name].expected is not None:
        return
    rows, columns = plan_.values[name].shape
    upper, lower = centres
    start = upper + rows * cell / 2
    if columns * cell < _SLOT:  # too narrow to run beside the labels
        start = max(start, labelled)
    for side in (-1, 1):
        x = middle + side * columns * cell / 2
        paper.line((x, start), (x, lower - rows * cell / 2), colour=FAINT, width=0.9, dashed=True)


def _labels(paper: Paper, plan_: Plan, block: Block, track: Track, middle: float, bottom: float) -> None:
    colour = VALUE if track == "value" else GRADIENT
    paper.text(middle, bottom + 16, block.name, size=12, colour=colour, bold=True, code=True)
    if block.expected is None:
        paper.text(middle, bottom + 33, plan_.shape_text(block.shape), size=11, colour=SOFT)
    else:
        paper.text(middle, bottom + 33, f"{plan_.shape_text(block.shape)} ≠", size=11, bold=True)
        paper.text(middle, bottom + 48, plan_.shape_text(block.expected), size=11, colour=SOFT)


def _empty(paper: Paper, plan_: Plan, name: str, middle: float, top: float, height: float, cell: float) -> None:
    """The place of a gradient that is still missing."""
    rows, columns = plan_.values[name].shape
    paper.box(
        middle - columns * cell / 2,
        top + (height - rows * cell) / 2,
        columns * cell,
        rows * cell,
        edge=HOLE_LINE,
        dashed=True,
        tag=f"missing grad_{name}",
    )
    paper.text(middle, top + height / 2, "?", size=18, colour=SOFT)
    paper.text(middle, top + height + 16, f"grad_{name}", size=12, colour=SOFT, code=True)


def _step(paper: Paper, x: float, y: float, operation: str) -> None:
    if operation in "@=":
        paper.text(x, y, operation, size=16, colour=SOFT)
        return
    paper.text(x, y - 13, operation, size=10, colour=SOFT, code=operation == "sse")
    paper.arrow((x - 12, y), (x + 12, y), colour=SOFT)


def _loss(paper: Paper, plan_: Plan, middle: float, centre: float, cell: float, bottom: float) -> None:
    loss = plan_.loss if plan_.loss is not None else 0.0
    cell = max(cell, 20)
    paper.box(middle - cell / 2, centre - cell / 2, cell, cell, fill=shade("value", 1), tag="number loss")
    paper.text(middle, centre + cell / 2 + 12, rounded(loss, 3), size=11)
    paper.text(middle, bottom + 16, "loss", size=12, colour=VALUE, bold=True, code=True)
    paper.text(middle, bottom + 33, "()", size=11, colour=SOFT)


def _sizes(paper: Paper, plan_: Plan, y: float) -> None:
    said = ", ".join(f"{letter} = {side}" for letter, side in plan_.sizes.items())
    paper.text(WIDTH / 2, y, said, size=11, colour=SOFT)
