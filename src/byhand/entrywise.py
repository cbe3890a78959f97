"""The named mistakes of the two steps that act entry by entry, the square and the ReLU: several units ask about them.

Each bank is built from what its unit calls the numbers of a question. No gradient is written down here: the predictions
are transformations of the reference, or autograd of an altered forward model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.reference import relu, tensor, vjp
from byhand.tensors import is_tensor, numbers

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating]
C = TypeVar("C")


@dataclass(frozen=True)
class Gate(Generic[C]):
    """How a question about the ReLU's gradient holds its numbers."""

    upstream: Callable[[C], Array]
    """The upstream gradient (N, H) of a case."""
    h: Callable[[C], Array]
    """What the ReLU was given (N, H)."""
    ask: Callable[[C, Array | None], Mapping[str, object]]
    """The arguments of a question with another h (None: nothing at all)."""
    writes: tuple[str, str]
    """The names of the arguments that hold the upstream gradient and h."""

    def reference(self, case: C) -> Array:
        """The right answer, by autograd."""
        return vjp(relu, self.h(case), self.upstream(case))

    def right_at_corners(self, case: C, found: Array) -> Array:
        """The right answer; where h is exactly 0, the entry of `found` if it lies between 0 and the upstream gradient."""
        expected, upstream = self.reference(case), np.asarray(self.upstream(case), dtype=np.float64)
        low, high = np.minimum(upstream, 0), np.maximum(upstream, 0)
        free = (self.h(case) == 0) & (low <= found) & (found <= high)
        return np.where(free, found, expected)

    def bank(self) -> list[Hypothesis]:
        """D1 to D12 and E5, the most telling evidence first."""

        def unmasked(evidence: Evidence) -> bool:
            return all(agrees(evidence.observed(case), self.upstream(case)) for case in evidence.cases)

        def changed(evidence: Evidence) -> set[str]:
            return set(evidence.reply(evidence.cases[0]).changed)

        def closes_on_nan(evidence: Evidence) -> bool:
            """A gate `h_relu >= 0` shuts on NaN, a gate `h_relu < 0` does not: NaN compares false."""
            case = evidence.cases[0]
            found = evidence.ask(self.ask(case, np.full_like(self.h(case), np.nan)))
            return (isinstance(found, np.ndarray) or is_tensor(found)) and not np.any(numbers(found))

        def never_looks(evidence: Evidence) -> bool:
            case = evidence.cases[0]
            return agrees(evidence.ask(self.ask(case, None)), self.upstream(case))

        def boolean_minus(evidence: Evidence) -> bool:
            error = evidence.reply(evidence.cases[0]).error
            return isinstance(error, (TypeError, RuntimeError)) and "bool" in str(error) and "`-`" in _ticked(error)

        def gate(pick: Callable[[NDArray[np.bool_]], Any]) -> Callable[[C], Array]:
            """What the reference lets through in some samples, let through in all of them."""
            return lambda case: np.where(pick(self.reference(case) != 0), self.upstream(case), 0.0)

        def slope(activation: Callable[[Tensor], Tensor]) -> Callable[[C], Array]:
            """Autograd of a forward model with another activation."""
            return lambda case: vjp(activation, self.h(case), self.upstream(case))

        def slope_at_relu(activation: Callable[[Tensor], Tensor]) -> Callable[[C], Array]:
            return lambda case: vjp(activation, self._h_relu(case), self.upstream(case))

        # Each activation habit in its guises. A slope written in terms of the *output* s, such as s (1 - s), is the
        # derivative of a polynomial when h itself is put in for s.
        def from_output_sigmoid(t: Tensor) -> Tensor:
            return t.square() / 2 - t**3 / 3

        def from_output_tanh(t: Tensor) -> Tensor:
            return t - t**3 / 3

        habits = [
            *(slope(f) for f in (from_output_sigmoid, from_output_tanh, lambda t: t.sigmoid(), lambda t: t.tanh())),
            *(slope_at_relu(f) for f in (from_output_sigmoid, from_output_tanh)),
        ]
        g_name, h_name = self.writes
        return [
            where("D12", boolean_minus),
            where("D9", lambda e: h_name in changed(e)),
            where("D10", lambda e: g_name in changed(e)),
            where("D6", lambda e: unmasked(e) and closes_on_nan(e)),
            where("D1", lambda e: unmasked(e) and never_looks(e)),
            Hypothesis("D4", unmasked, self.upstream),
            equals("D2", lambda c: self.upstream(c) - self.reference(c)),
            equals("D3", lambda c: np.maximum(self.upstream(c), 0)),
            *equals_one_of("D5", lambda c: self.upstream(c) * self._h_relu(c), lambda c: self.upstream(c) * self.h(c)),
            *equals_one_of(
                "D7",
                gate(lambda on: on[:1]),
                gate(lambda on: on.any(axis=0)),
                gate(lambda on: on.all(axis=0)),
            ),
            *equals_one_of("E5", *habits),
        ]

    def _h_relu(self, case: C) -> Array:
        return np.maximum(self.h(case), 0)


def _ticked(error: BaseException) -> str:
    """NumPy says "numpy boolean subtract, the `-` operator" and "numpy boolean negative, the `-` operator"."""
    return str(error).replace("'-'", "`-`")


def square_bank(
    y_pred: Callable[[C], Array], y: Callable[[C], Array], upstream: Callable[[C], float]
) -> list[Hypothesis]:
    """B1 to B5 and E4, for the gradient of the sum of squared errors with respect to y_pred (N, D_out)."""

    def by_autograd(of: Callable[[C], Tensor], at: Callable[[C], Array]) -> Callable[[C], Array]:
        """The gradient at `at` of the summed squared distance to `of`."""
        return lambda case: upstream(case) * vjp(lambda t: (t - of(case)).square().sum(), at(case))

    def nothing(case: C) -> Tensor:
        return tensor(np.zeros_like(y(case)))

    right = by_autograd(lambda case: tensor(y(case)), y_pred)

    def squares(case: C) -> Array:
        return upstream(case) * np.asarray((tensor(y_pred(case)) - tensor(y(case))).square().numpy())

    return [
        equals("B1", lambda c: right(c) / 2),
        equals("B2", lambda c: -right(c)),
        *equals_one_of("B3", lambda c: right(c) / len(y(c)), lambda c: right(c) / y(c).size),
        *equals_one_of("B4", squares, lambda c: 2 * squares(c)),
        *equals_one_of("B5", lambda c: right(c).sum(), lambda c: right(c).sum(0), lambda c: right(c).sum(1)),
        *equals_one_of("E4", by_autograd(nothing, y_pred), by_autograd(nothing, y)),
    ]
