"""How an array lies in memory, said in a few bytes: the order of its axes, their direction, one gap, repeated axes.

Students are asked with transposed, reversed and sliced arrays, so these must arrive as such. The exact strides do not cross,
only their class: a gap becomes two elements for one, so that no layout takes more than twice the memory of its elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Axes from the outermost in memory to the innermost, and for each axis its step."""

    order: tuple[int, ...]  # a permutation of the axes
    steps: tuple[int, ...]  # 1 or -1 (reversed), 2 or -2 (with a gap, at most one axis), 0 (one row repeated)

    def sent_shape(self, shape: Sequence[int]) -> tuple[int, ...]:
        """Shape of the elements that really cross: a repeated axis is sent once."""
        return tuple(min(n, 1) if step == 0 else n for n, step in zip(shape, self.steps, strict=True))

    def strides(self, shape: Sequence[int]) -> tuple[int, tuple[int, ...], int]:
        """(elements to allocate, strides, offset of the first element), all counted in elements."""
        strides, offset, total = [0] * len(shape), 0, 1
        for axis in reversed(self.order):
            step = self.steps[axis]
            if step:
                strides[axis] = total * step
                offset += max(shape[axis] - 1, 0) * -strides[axis] if step < 0 else 0
                total *= max(shape[axis], 1) * abs(step)
        return total, tuple(strides), offset


def describe(shape: Sequence[int], strides: Sequence[int], item: int) -> Layout:
    """The layout of an array of that shape; strides and `item`, the distance of neighbours, in the same unit."""
    axes = range(len(shape))
    # An axis of length one has no direction, and its stride means nothing.
    moving = sorted((i for i in axes if shape[i] > 1 and strides[i]), key=lambda i: -abs(strides[i]))
    order = [*moving, *(i for i in axes if i not in moving)]
    steps = [0 if shape[i] > 1 and not strides[i] else 1 for i in axes]
    expected, gap = item, False
    for axis in reversed(moving):
        stride = abs(strides[axis])
        if stride > expected and not gap:
            gap, steps[axis] = True, 2
        if strides[axis] < 0:
            steps[axis] = -steps[axis]
        expected = stride * shape[axis]
    return Layout(tuple(order), tuple(steps))


def valid(layout: Layout, dimensions: int, *, negative: bool) -> bool:
    """Whether a layout that arrived is one that `describe` can have made."""
    return (
        sorted(layout.order) == list(range(dimensions))
        and len(layout.steps) == dimensions
        and all(step in (-2, -1, 0, 1, 2) for step in layout.steps)
        and sum(abs(step) == 2 for step in layout.steps) <= 1
        and (negative or min(layout.steps, default=0) >= 0)
    )
