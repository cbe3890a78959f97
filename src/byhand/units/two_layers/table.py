"""The last cell of unit 2: the student's whole network against torch autograd, a line for each intermediate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from byhand import compare, reference
from byhand.exercise import Array
from byhand.findings import Message, message
from byhand.reference import tensor
from byhand.showing import show_table
from byhand.units.two_layers.pieces import Pieces
from byhand.units.two_layers.predictions import NAMES


@dataclass(frozen=True)
class Row:
    """One intermediate: its shape as found, the largest difference from torch autograd, and what that means."""

    name: str
    shape: str
    difference: float | None
    verdict: Message


def table(x: Array, y: Array, w1: Array, w2: Array, pieces: Pieces) -> None:
    """Run the student's pieces once, forwards and backwards, and show each intermediate beside torch autograd's.

    x (N, D_in), y (N, D_out), w1 (D_in, H), w2 (H, D_out). The first line that differs is the one to mend; the lines
    below it inherit its fault.
    """
    headings = [message(f"table.{column}") for column in ("name", "shape", "difference", "verdict")]
    rows = [(_code(r.name), _code(r.shape), _difference(r), r.verdict) for r in compare_all(x, y, w1, w2, pieces)]
    show_table(message("table.title"), headings, rows)


def compare_all(x: Array, y: Array, w1: Array, w2: Array, pieces: Pieces) -> list[Row]:
    """The rows of the table, in the order in which the network computes them."""
    expected = _by_autograd(x, y, w1, w2)
    rows: list[Row] = []
    for name, found in _by_pieces(x, y, w1, w2, pieces).items():
        if isinstance(found, Message):
            rows.append(Row(name, "", None, found))
            continue
        right = expected[name]
        array = np.asarray(found, dtype=np.float64)
        agrees = compare.same(array, right, compare.TOLERANCE[np.dtype(np.float64)])
        first = all(row.verdict.key == "table.agrees" for row in rows)
        key = "table.agrees" if agrees else "table.first" if first else "table.differs"
        fits = array.shape == right.shape
        difference = float(np.abs(array - right).max(initial=0.0)) if fits else None
        rows.append(Row(name, str(array.shape), difference, message(key)))
    return rows


def _by_autograd(x: Array, y: Array, w1: Array, w2: Array) -> dict[str, Array]:
    leaves = tensor(w1, requires_grad=True), tensor(w2, requires_grad=True)
    h, h_relu, y_pred = reference.forward(tensor(x), *leaves)
    for kept in (h, h_relu, y_pred):
        kept.retain_grad()
    loss = reference.squared_error(y_pred, tensor(y))
    loss.backward()  # type: ignore[no-untyped-call]
    values = {"h": h, "h_relu": h_relu, "y_pred": y_pred, "loss": loss}
    slopes = {"y_pred": y_pred, "w2": leaves[1], "h_relu": h_relu, "h": h, "w1": leaves[0]}
    found = {name: value.detach().numpy() for name, value in values.items()}
    return found | {f"grad_{name}": np.asarray(value.grad) for name, value in slopes.items()}


def _by_pieces(x: Array, y: Array, w1: Array, w2: Array, p: Pieces) -> dict[str, object]:
    """Each intermediate as the student's functions give it, or why there is none."""
    known: dict[str, object] = {"x": x, "y": y, "w1": w1, "w2": w2}

    passes: list[tuple[object, ...]] = []

    def forward(number: int) -> Callable[..., object]:
        def part(*arguments: Array) -> object:
            if not passes:
                passes.append(p.forward(*arguments))
            return passes[0][number]

        return part

    steps: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
        "h": (forward(0), ("x", "w1", "w2")),
        "h_relu": (forward(1), ("x", "w1", "w2")),
        "y_pred": (forward(2), ("x", "w1", "w2")),
        "loss": (p.sse, ("y_pred", "y")),
        "grad_y_pred": (p.grad_y_pred, ("y_pred", "y")),
        "grad_w2": (p.grad_w2, ("h_relu", "grad_y_pred")),
        "grad_h_relu": (p.grad_h_relu, ("grad_y_pred", "w2")),
        "grad_h": (p.grad_h, ("grad_h_relu", "h")),
        "grad_w1": (p.grad_w1, ("x", "grad_h")),
    }
    for name in NAMES:
        function, needs = steps[name]
        blocked = next((n for n in needs if isinstance(known[n], Message)), None)
        if blocked is not None:
            known[name] = message("table.waits", name=blocked)
            continue
        try:
            arguments = [np.array(known[n]) for n in needs]
            known[name] = np.asarray(function(*arguments), dtype=np.float64)
        except NotImplementedError:
            known[name] = message("table.missing")
        except Exception as fault:  # the table says which piece failed; its own test cell says why
            known[name] = message("table.failed", error=type(fault).__name__)
    return {name: known[name] for name in NAMES}


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _difference(row: Row) -> str | Message:
    """Rounded up to a bound where it is noise, so that two machines print the same table."""
    if row.difference is None:
        return ""
    return message("table.below", bound="1e-9") if row.difference < 1e-9 else f"{row.difference:.2g}"
