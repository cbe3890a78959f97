"""Comparing a student's numbers with the reference."""

from __future__ import annotations

import numpy as np
import pytest

from byhand import compare


@pytest.mark.filterwarnings("error")
def test_numbers_whose_squares_overflow_are_compared_all_the_same() -> None:
    """A wrong gradient lets a loss explode; a warning on stderr would cost every point in stock nbgrader."""
    huge = np.array([1e200, -3e250, 5e307])
    assert compare.relative_error(huge.copy(), huge) == 0
    assert compare.relative_error(2 * huge[:2], huge[:2]) == pytest.approx(1)
    assert compare.relative_error(-huge, huge) == pytest.approx(2)
    assert not compare.wrong_entries(huge, huge, 1e-9).any()
    assert compare.worst_entry(-huge, huge) == (2,)
