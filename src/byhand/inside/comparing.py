"""Hands a student's compare two runs that move the weights they are given, as a loop does that works in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Run = Callable[..., Any]


def compared(compare: Callable[..., object], run_a: Run, run_b: Run, start: Sequence[Any], steps: int) -> object:
    """What compare gives for the two runs; each of them leaves its weights behind at half their size."""
    return compare(_moving(run_a), _moving(run_b), start, steps)


def _moving(run: Run) -> Run:
    # Here, not in the run itself: what another process does to its copies is not seen by the arrays it was sent.
    def moving(x: Any, y: Any, w1: Any, w2: Any, steps: int) -> Any:
        losses = run(x, y, w1, w2, steps)
        w1 *= 0.5
        w2 *= 0.5
        return losses

    return moving
