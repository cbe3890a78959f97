"""Exercises 2.9 and 2.10: one step of gradient descent, and the training loop that puts every piece in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand import reference
from byhand.asking import Reply
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Answer, Array, ArrayExercise, Condition, fresh
from byhand.fixtures import Case
from byhand.laws import Output
from byhand.reference import gradients, tensor, vjp

if TYPE_CHECKING:
    from torch import Tensor


def _moved(w: Array, g: Array, lr: float) -> Array:
    """w (any shape) after one step of length lr against g, same shape; a negative lr goes uphill.

    By autograd: the step is the gradient at w of |v|^2 / 2 - lr <v, g>. torch.optim.SGD gives the same (tests hold the
    two together), but its first use costs a second of imports.
    """
    down = tensor(g)
    return vjp(lambda v: v.square().sum() / 2 - lr * (v * down).sum(), w)


class Step(ArrayExercise):
    """2.9 step_(w, g, lr) -> None: w moves in place, one step of gradient descent. Asked with w (D_in, H)."""

    key = "step_"
    outputs = (Output("w", ("D_in", "H")),)
    may_change = ("w",)
    lr = 0.25

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"w": case.w1, "g": self._gradient(case), "lr": self.lr}

    def _gradient(self, case: Case) -> Array:
        """Any numbers of the weight's shape will do; these are of the same dtype and layout as the rest of the case."""
        return np.asarray(case.w1[::-1, ::-1])

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (_moved(case.w1, self._gradient(case), self.lr),)

    def observe(self, reply: Reply) -> object:
        return reply.arguments["w"]

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def cannot_cast(evidence: Evidence) -> bool:
            error = evidence.reply(evidence.cases[0]).error
            return isinstance(error, TypeError) and "cast" in str(error).lower()

        def stands_still(evidence: Evidence) -> bool:
            """w is as it was, and nothing else took the step in its place."""
            same_w = all(agrees(evidence.observed(case), case.w1) for case in evidence.cases)
            return same_w and not evidence.reply(evidence.cases[0]).changed

        def step(lr: float) -> Callable[[Case], Array]:
            return lambda case: _moved(case.w1, self._gradient(case), lr)

        return [
            where("E10", cannot_cast),
            equals("E10", lambda c: np.trunc(self.reference(c)[0])),
            where("E6", stands_still),
            equals("E7", step(-self.lr)),
            *equals_one_of("E8", step(1.0), step(-1.0)),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        usual = self.usual_conditions()
        return {name: usual[name] for name in ("fresh", "square", "strided", "float32")}


Piece = Callable[..., Any]


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

        So a wrong piece costs its own points only: train is right if it does with the pieces what it should.
        """
        w1, w2 = w1.copy(), w2.copy()
        losses = []
        try:
            for _ in range(steps):
                h, h_relu, y_pred = self.forward(x, w1, w2)
                losses.append(float(self.sse(y_pred, y)))
                g_y_pred = self.grad_y_pred(y_pred, y)
                g_h_relu = self.grad_h_relu(g_y_pred, w2)
                g_w2 = self.grad_w2(h_relu, g_y_pred)
                g_w1 = self.grad_w1(x, self.grad_h(g_h_relu, h))
                self.step_(w1, g_w1, lr)
                self.step_(w2, g_w2, lr)
        except Exception:
            return None
        curve = np.asarray(losses, dtype=np.float64)
        # Pieces that never move the loss (a forward pass of zeros, say) would make any constant list "right".
        moving = np.isfinite(curve).all() and bool((np.diff(curve) != 0).all())
        return curve if moving or steps < 2 or lr == 0 else None


class Train(ArrayExercise):
    """2.10 train(x, y, w1, w2, lr, steps) -> (steps,), the loss before each step; the caller's weights stay as they were."""

    key = "train"
    outputs = (Output("losses", ("steps",)),)
    lr = 2e-4
    steps = 6

    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces

    def sizes(self, case: Case) -> Mapping[str, int]:
        return {**case.sizes, "steps": self.steps}

    def arguments(self, case: Case) -> Mapping[str, object]:
        return {"x": case.x, "y": case.y, "w1": case.w1, "w2": case.w2, "lr": self.lr, "steps": self.steps}

    def observe(self, reply: Reply) -> object:
        """A list of numbers is as good as an array of shape (steps,)."""
        value = reply.value
        if isinstance(value, (list, tuple)) and all(
            isinstance(v, (float, np.floating)) or _is_zero_d(v) for v in value
        ):
            return np.asarray(value, dtype=np.float64)
        return value

    def reference(self, case: Case) -> tuple[Array, ...]:
        return (self._run(case, _plain),)

    def right_for(self, answer: Answer, case: Case, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The true curve, or the curve of the student's own pieces put together in the right order."""
        (expected,) = self.reference(case)
        own = self.pieces.curve(case.x, case.y, case.w1, case.w2, self.lr, self.steps)
        tolerance = TOLERANCE[np.dtype(np.float64)]
        return (own,) if own is not None and same(np.asarray(parts[0]), own, tolerance) else (expected,)

    def _run(self, case: Case, slopes: Slopes, *, extra: int = 0, lr: float | None = None) -> Array:
        """The curve of a run by torch whose gradients of w1 and w2 come from `slopes`."""
        w1, w2 = case.w1, case.w2
        x, y = tensor(case.x), tensor(case.y)
        losses = []
        rate = self.lr if lr is None else lr
        for _ in range(self.steps + extra):
            t1, t2 = tensor(w1, requires_grad=True), tensor(w2, requires_grad=True)
            loss = reference.squared_error(reference.forward(x, t1, t2)[2], y)
            losses.append(loss.item())
            g1, g2 = slopes(x, y, t1, t2, rate)
            w1, w2 = _moved(w1, g1, rate), _moved(w2, g2, rate)
        return np.asarray(losses)

    @cached_property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def run(slopes: Slopes, **changes: float) -> Callable[[Case], Array]:
            return lambda case: self._run(case, slopes, **changes)  # type: ignore[arg-type]

        def moved(evidence: Evidence) -> bool:
            return bool({"w1", "w2"} & set(evidence.reply(evidence.cases[0]).changed))

        def other_gradient(evidence: Evidence) -> bool:
            """w2 moved by grad_w1: shapes forbid it, except where all sizes are equal."""
            return all(agrees(evidence.observed(case), self._run(case, _w2_by_grad_w1)) for case in evidence.squares)

        return [
            where("E11", moved),
            equals("E12", lambda c: self._run(c, _plain, extra=1)[1:]),
            equals("C1", run(_h_for_h_relu)),
            equals("C8", run(_w2_moved_first)),
            equals("D1", run(_no_gate)),
            *equals_one_of("E9", run(_only_w1), run(_only_w2)),
            where("E9", other_gradient),
            equals("E3", run(_halved)),
            equals("E7", run(_uphill)),
            equals("E6", run(_nothing)),
            equals("A1", lambda c: self.reference(c)[0] / c.y.size),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.usual_conditions()["one_sample"],
            "one_step": self._with(steps=1),
            "zero_lr": self._with(lr=0.0),
        }

    def _with(self, **changes: float) -> Condition:
        """The same question with another number of steps or another learning rate."""
        other = Train(self.pieces)
        for name, value in changes.items():
            setattr(other, name, value)
        return other.condition("edge", fresh)


def _is_zero_d(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.shape == ()


# Each of these gives the gradients of w1 and w2 by autograd of an (altered) forward model.
Slopes = Callable[["Tensor", "Tensor", "Tensor", "Tensor", float], tuple[Array, Array]]


def _of(loss: Tensor, w1: Tensor, w2: Tensor) -> tuple[Array, Array]:
    g1, g2 = gradients(loss, w1, w2)
    return g1, g2


def _plain(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    return _of(reference.squared_error(reference.forward(x, w1, w2)[2], y), w1, w2)


def _upstream(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> Tensor:
    """The gradient that reaches y_pred, as a constant (N, D_out)."""
    y_pred = reference.forward(x, w1, w2)[2].detach().requires_grad_()
    (upstream,) = gradients(reference.squared_error(y_pred, y), y_pred)
    return tensor(upstream)


def _h_for_h_relu(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """C1: w2 learns from h instead of h_relu."""
    g1, _ = _plain(x, y, w1, w2, lr)
    _, g2 = _of((_upstream(x, y, w1, w2) * x.mm(w1).mm(w2)).sum(), w1, w2)
    return g1, g2


def _w2_moved_first(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """C8: the gradient that goes on to w1 runs through a w2 that has already moved."""
    _, g2 = _plain(x, y, w1, w2, lr)
    moved = tensor(_moved(w2.detach().numpy(), g2, lr))
    g1, _ = _of((_upstream(x, y, w1, w2) * reference.forward(x, w1, moved)[2]).sum(), w1, w2)
    return g1, g2


def _no_gate(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """D1: backwards, the ReLU lets everything through."""
    h = x.mm(w1)
    straight_through = h + (reference.relu(h) - h).detach()
    return _of(reference.squared_error(straight_through.mm(w2), y), w1, w2)


def _only_w1(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, g2 = _plain(x, y, w1, w2, lr)
    return g1, np.zeros_like(g2)


def _only_w2(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, g2 = _plain(x, y, w1, w2, lr)
    return np.zeros_like(g1), g2


def _w2_by_grad_w1(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, _ = _plain(x, y, w1, w2, lr)
    return g1, g1


def _halved(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, g2 = _plain(x, y, w1, w2, lr)
    return g1 / 2, g2 / 2


def _uphill(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, g2 = _plain(x, y, w1, w2, lr)
    return -g1, -g2


def _nothing(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    g1, g2 = _plain(x, y, w1, w2, lr)
    return np.zeros_like(g1), np.zeros_like(g2)
