"""The student's own functions as train calls them: so that a wrong one costs its own points only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from byhand.asking import together
from byhand.exercise import Array
from byhand.fixtures import Case

Piece = Callable[..., Any]


def finite_part(curve: Array) -> Array:
    """The losses of a curve (steps,) before the first that is no number."""
    lost = np.flatnonzero(~np.isfinite(curve))
    return curve[: lost[0]] if len(lost) else curve


def _each(*calls: tuple[Piece, tuple[object, ...]]) -> list[Any]:
    """Results of calls of which none needs another's, in one go where that saves ways."""
    return [come_back() for come_back in together(calls)]


@dataclass(frozen=True)
class Pieces:
    """The student's own functions, as train calls them."""

    forward: Piece
    sse: Piece
    grad_y_pred: Piece
    grad_w2: Piece
    grad_h_relu: Piece
    grad_h: Piece
    grad_w1: Piece
    step_: Piece

    def curve(self, x: Array, y: Array, w1: Array, w2: Array, lr: float, steps: int) -> Array | None:
        """The losses that these pieces give when they are put together in the right order; None where one of them fails.

        So a piece that gives wrong numbers costs its own points only: train is right if it does with the pieces what
        it should. Where a wrong piece lets the loss grow without bound, what comes after the last finite loss is no
        number.
        """
        try:
            with np.errstate(all="ignore"):
                curve = np.asarray(self._losses(x, y, w1.copy(), w2.copy(), lr, steps), dtype=np.float64)
        except Exception:
            return None
        # Pieces that never move the loss (a forward pass of zeros, say) would make any constant list "right".
        known = finite_part(curve)
        moving = len(known) > 1 and bool((np.diff(known) != 0).all())
        return curve if moving or steps < 2 or lr == 0 else None

    def _losses(self, x: Array, y: Array, w1: Array, w2: Array, lr: float, steps: int) -> list[float]:
        losses = []
        for _ in range(steps):
            h, h_relu, y_pred = self.forward(x, w1, w2)
            loss, g_y_pred = _each((self.sse, (y_pred, y)), (self.grad_y_pred, (y_pred, y)))
            losses.append(float(loss))
            g_h_relu, g_w2 = _each((self.grad_h_relu, (g_y_pred, w2)), (self.grad_w2, (h_relu, g_y_pred)))
            g_w1 = self.grad_w1(x, self.grad_h(g_h_relu, h))
            _each((self.step_, (w1, g_w1, lr)), (self.step_, (w2, g_w2, lr)))
        return losses

    def first_failing(self, case: Case, lr: float) -> tuple[str, BaseException] | None:
        """The first piece, in the order of one round, that raises, and what it raises; None where all of them run."""
        failed: list[tuple[str, BaseException]] = []

        def watched(name: str, piece: Piece) -> Piece:
            def call(*arguments: object) -> Any:
                try:
                    return piece(*arguments)
                except Exception as fault:
                    failed.append((name, fault))
                    raise

            return call

        pieces = Pieces(**{field.name: watched(field.name, getattr(self, field.name)) for field in fields(self)})
        pieces.curve(case.x, case.y, case.w1, case.w2, lr, 1)
        return failed[0] if failed else None
