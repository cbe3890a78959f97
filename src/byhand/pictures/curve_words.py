"""What the loss curve says in words: its caption and its text alternative, in rounded numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from byhand.findings import Message
from byhand.findings import message as sentence
from byhand.pictures.arrays import rounded
from byhand.pictures.curve_plan import FIRST, Course, near, window

SAME, APART = 1e-8, 1e-2  # relative gaps of two losses: from rounding alone in float64; to be seen in the picture


def caption(course: Course, prediction: float | None, expected: float | None) -> tuple[Message, ...]:
    """What to look for."""
    parts = len(course.losses) > FIRST
    found = [sentence("picture.curve.caption" if parts else "picture.curve.single")]
    if expected is not None:
        found.append(sentence("picture.curve.expected", expected=rounded(expected, 8)))
    return (*found, *_prediction(course, prediction, expected), *_accidents(course))


def description(course: Course, prediction: float | None, expected: float | None) -> tuple[Message, ...]:
    """The curve in words: where it starts, whether it rises first, where it ends."""
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
            found.append(sentence("picture.curve.end", steps=len(course.losses), last=_last(float(course.losses[-1]))))
    return (*found, *_accidents(course))


def meeting(course: Course, earlier: NDArray[np.float64]) -> list[Message]:
    """Whether the curve lies on that of the earlier units, (steps,) or longer; if not, where they part."""
    with np.errstate(all="ignore"):
        gap = np.abs(course.losses / earlier[: len(course.losses)] - 1)
    if (gap <= SAME).all():
        return [sentence("picture.curve.coincides")]
    far = ~(gap <= APART)
    if far.any():
        return [sentence("picture.curve.parts", step=int(np.argmax(far)))]
    return [sentence("picture.curve.close")]


def _last(loss: float) -> str:
    """The last loss, roughly. Below 1 only a power of ten above it: in float32 it is a rounding artefact by then,
    and differs between machines."""
    return rounded(loss) if loss >= 1 or loss <= 0 else f"< 1e{math.ceil(math.log10(loss))}"


def _prediction(course: Course, prediction: float | None, expected: float | None) -> list[Message]:
    if prediction is None:
        return []
    low, high, _ = window(near(course)[1], prediction, expected)
    inside = low <= prediction <= high
    key = "picture.curve.prediction" if inside else "picture.curve.prediction_off"
    found = [sentence(key, prediction=rounded(prediction, 3))]
    first = float(course.losses[0])
    if math.isfinite(first) and first > 0:
        found.append(sentence("picture.curve.ratio", ratio=rounded(prediction / first)))
    return found


def _accidents(course: Course) -> list[Message]:
    found = [] if course.broken is None else [sentence("picture.curve.broken", step=course.broken)]
    return [*found, sentence("picture.curve.unshown")] if course.unshown else found
