"""Exercises 5.2, 5.4 and 5.5: the vector-Jacobian products of the matrix product, the ReLU and the loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, where
from byhand.entrywise import Gate, square_bank
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Message, message
from byhand.fixtures import SIZES, identifiable
from byhand.laws import Output
from byhand.reference import vjp
from byhand.tensors import is_tensor, numbers
from byhand.units.vector_jacobian_products.question import (
    Question,
    Sizes,
    TensorExercise,
    changed,
    expanded,
    normal,
)


def products(a: Array, b: Array) -> list[Array]:
    """Every product of the two in either order, each as it is or transposed, whose shapes fit."""
    turned = [(f, s) for f, s in ((a, b), (b, a))]
    pairs = [(p, q) for f, s in turned for p in (f, f.swapaxes(0, 1)) for q in (s, s.swapaxes(0, 1))]
    return [np.matmul(p, q) for p, q in pairs if p.shape[1] == q.shape[0]]


def parts_of(evidence: Evidence, case: Question, count: int) -> tuple[object, ...]:
    """The parts of a reply, or nothing where it has another number of them."""
    found = evidence.observed(case)
    return tuple(found) if isinstance(found, (tuple, list)) and len(found) == count else ()


class VjpMatmul(TensorExercise):
    """5.2 vjp_matmul(g (N, K), a (N, M), b (M, K)) -> ga (N, M), gb (M, K)."""

    key = "vjp_matmul"
    outputs = (Output("ga", ("N", "M"), "tensor"), Output("gb", ("M", "K"), "tensor"))

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        n, m, k = sizes["N"], sizes["M"], sizes["K"]
        given = {"g": normal(rng, n, k), "a": normal(rng, n, m), "b": normal(rng, m, k)}
        return Question(given, {"N": n, "M": m, "K": k})

    def reference(self, case: Question) -> tuple[Array, ...]:
        a, b, g = (case.array(name) for name in ("a", "b", "g"))
        return vjp(lambda t: t @ torch.from_numpy(b), a, g), vjp(lambda t: torch.from_numpy(a) @ t, b, g)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def in_other_order(evidence: Evidence) -> bool:
            return all(
                len(found := parts_of(evidence, case, 2)) == 2
                and all(map(agrees, found, reversed(self.reference(case))))
                for case in evidence.cases
            )

        def transposed(evidence: Evidence) -> bool:
            """Each part is right or its transpose, and one of them is the transpose in both questions."""
            turned = []
            for case in evidence.cases:
                found, right = parts_of(evidence, case, 2), self.reference(case)
                is_turned = [agrees(f, r.swapaxes(0, 1)) for f, r in zip(found, right, strict=False)]
                if len(found) != 2 or not all(
                    t or agrees(f, r) for t, f, r in zip(is_turned, found, right, strict=True)
                ):
                    return False
                turned.append(any(is_turned))
            return all(turned)

        def averaged(evidence: Evidence) -> bool:
            """gb divided by N."""
            return all(
                len(found := parts_of(evidence, case, 2)) == 2
                and agrees(found[1], self.reference(case)[1] / case.sizes["N"])
                for case in evidence.cases
            )

        return [
            where("J11", in_other_order),
            where("C2", transposed),
            where("C5", averaged),
            where("J7", self._other_product),
        ]

    def _other_product(self, evidence: Evidence) -> bool:
        """Where all sizes are equal, every product runs: each part is then some product of its two factors, one a wrong one."""
        wrong = []
        for case in evidence.squares:
            found, right = parts_of(evidence, case, 2), self.reference(case)
            if len(found) != 2:
                return False
            for part, expected, other in zip(found, right, ("b", "a"), strict=True):
                if agrees(part, expected):
                    continue
                if not any(agrees(part, product) for product in products(case.array("g"), case.array(other))):
                    return False
                wrong.append(case)
        return len(wrong) >= 2

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """The bonus: vectors, which PyTorch multiplies as well."""
        rng = np.random.default_rng(5)
        for of_a, of_b in (((3,), (3,)), ((5, 3), (3,)), ((3,), (3, 4))):
            a, b = normal(rng, *of_a), normal(rng, *of_b)
            g = normal(rng, *(a @ b).shape)
            case = Question({"g": g, "a": a, "b": b}, {})
            found = ask(answer, case.given).value
            if not isinstance(found, (tuple, list)) or len(found) != 2:
                return ()
            if not all(map(agrees, found, self.reference(case))):
                return ()
        return (message("note.vectors"),)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        usual = self.usual()
        return {
            **usual,
            "row_times_column": self.condition("edge", lambda rng: self.draw(rng, {"N": 1, "M": 5, "K": 1})),
        }


def _upstream(case: Question) -> Array:
    return case.array("g")


def _h(case: Question) -> Array:
    return case.array("h")


GATE = Gate[Question](
    upstream=_upstream,
    h=_h,
    ask=lambda case, h: {"g": case.given["g"], "h": None if h is None else torch.from_numpy(h)},
    writes=("g", "h"),
)


def gated(rng: np.random.Generator, sizes: Sizes) -> Question:
    """An upstream gradient and h, both (N, H), of a network in which one unit is off and one on for every sample."""
    if sizes["N"] == 1 or sizes["H"] == sizes["N"]:
        shape = (sizes["N"], sizes["H"])
        h = normal(rng, *shape)
        while not 0 < int((h > 0).sum()) < h.numel():
            h = normal(rng, *shape)
        return Question({"g": normal(rng, *shape), "h": h}, {"N": shape[0], "H": shape[1]})
    case = identifiable(rng, SIZES[0] if sizes["N"] == SIZES[0]["N"] else SIZES[1])
    given = {"g": torch.from_numpy(case.g_h_relu), "h": torch.from_numpy(case.h)}
    return Question(given, {"N": case.sizes["N"], "H": case.sizes["H"]})


def at_corners(h: Tensor) -> Tensor:
    """h with every third entry moved to exactly 0, one of them to -0.0."""
    flat = h.clone().flatten()
    flat[::3] = 0.0
    flat[3] = -0.0
    return flat.reshape(h.shape)


class VjpRelu(TensorExercise):
    """5.4 vjp_relu(g (N, H), h (N, H)) -> (N, H), a new tensor; at h == 0 any slope from 0 to 1 is right."""

    key = "vjp_relu"
    outputs = (Output("gh", ("N", "H"), "tensor"),)

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        return gated(rng, sizes)

    def reference(self, case: Question) -> tuple[Array, ...]:
        return (GATE.reference(case),)

    def right(self, case: Question, parts: tuple[object, ...]) -> tuple[Array, ...]:
        return (GATE.right_at_corners(case, np.asarray(numbers(parts[0]), dtype=np.float64)),)

    def mask(self, case: Question) -> NDArray[np.bool_] | None:
        return None if case.on_meta else np.asarray(_h(case) > 0)

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """Which slope the answer chose at the corner."""
        case = changed(self.cases[0], at_corners, "h")
        value = ask(answer, case.given).value
        if not is_tensor(value) or tuple(value.shape) != _h(case).shape:  # type: ignore[attr-defined]
            return ()
        corner = _h(case) == 0
        found, upstream = numbers(value)[corner], _upstream(case)[corner]
        for slope, name in ((0.0, "zero"), (0.5, "half"), (1.0, "one")):
            if agrees(found, slope * upstream):
                return (message(f"note.slope_{name}"),)
        return ()

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        return [*GATE.bank(), equals("H1", lambda c: vjp(reference.relu, _h(c), np.ones_like(_h(c))))]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            **self.usual(),
            "exact_zeros": self.changed(at_corners, "h"),
            "all_dead": self.changed(lambda h: -h.abs(), "h"),
            "upstream_expanded": self.changed(expanded, "g"),
        }


class VjpSse(TensorExercise):
    """5.5 vjp_sse(g (), y_pred (N, K), y (N, K)) -> (N, K), what reaches y_pred."""

    key = "vjp_sse"
    outputs = (Output("gy_pred", ("N", "K"), "tensor"),)

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        shape = sizes["N"], sizes["K"]
        g = torch.tensor(float(rng.uniform(1.2, 1.8) * rng.choice([-1.0, 1.0])), dtype=torch.float64)
        given = {"g": g, "y_pred": normal(rng, *shape), "y": normal(rng, *shape)}
        return Question(given, {"N": shape[0], "K": shape[1]})

    def reference(self, case: Question) -> tuple[Array, ...]:
        y = torch.from_numpy(case.array("y"))
        return (vjp(lambda y_pred: reference.squared_error(y_pred, y), case.array("y_pred"), case.array("g")),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def entry(name: str) -> Callable[[Question], Array]:
            return lambda case: case.array(name)

        def upstream(case: Question) -> float:
            return float(case.array("g"))

        def without(case: Question) -> Array:
            return self.reference(case)[0] / upstream(case)

        squares: list[Hypothesis] = square_bank(entry("y_pred"), entry("y"), upstream)
        return [equals("B6", without), *squares]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def with_upstream(number: float) -> Condition:
            def make(rng: np.random.Generator) -> Question:
                case = self.fresh(rng)
                return replace(case, given={**case.given, "g": torch.tensor(number, dtype=torch.float64)})

            return self.condition("values" if number else "edge", make)

        def perfect_fit(rng: np.random.Generator) -> Question:
            case = self.fresh(rng)
            return replace(case, given={**case.given, "y": case.given["y_pred"].clone()})

        return {
            **self.usual(),
            "minus_three": with_upstream(-3.0),
            "nothing_arrives": with_upstream(0.0),
            "perfect_fit": self.condition("edge", perfect_fit),
        }
