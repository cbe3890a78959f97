"""The stored curve is the network's own, and unit 2's numbers are those of the spine."""

from __future__ import annotations

import numpy as np

import course
import spine as tool
from byhand import spine


def test_the_stored_curve_is_what_torch_computes_today() -> None:
    again = tool.losses(60)
    np.testing.assert_allclose(spine.curve()[:60], again, rtol=1e-9)
    assert spine.curve().shape == (spine.STEPS,)


def test_every_unit_may_take_the_numbers_of_unit_2() -> None:
    namespace: dict[str, object] = {"np": np}
    drawing = course.source("02_two_layers_by_hand", "loop").split("losses = []")[0]
    exec(drawing, namespace)
    for name, expected in zip(("x", "y", "w1", "w2"), spine.start(), strict=True):
        np.testing.assert_array_equal(namespace[name], expected)
    assert namespace["learning_rate"] == spine.LEARNING_RATE
