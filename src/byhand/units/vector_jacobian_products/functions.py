"""Exercises 5.6 and 5.7: MyReLU and MyLinear, and the ways of getting them wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, where
from byhand.entrywise import Gate
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import Output
from byhand.reference import vjp
from byhand.tensors import is_tensor, numbers
from byhand.units.vector_jacobian_products.operations import at_corners, gated, products
from byhand.units.vector_jacobian_products.own_function import OwnFunction, report
from byhand.units.vector_jacobian_products.question import Question, Sizes, changed, normal


def _x(case: Question) -> Array:
    return case.array("x")


def _g(case: Question) -> Array:
    return case.array("g")


RELU_GATE = Gate[Question](
    upstream=_g,
    h=_x,
    ask=lambda case, x: {
        "way": "given",
        "g": case.given["g"],
        "x": None if x is None else torch.from_numpy(x).requires_grad_(),
    },
    writes=("g", "x"),
)


class MyRelu(OwnFunction):
    """5.6 my_relu(x (N, H)) -> (N, H) by a Function MyReLU with a backward of its own."""

    key = "my_relu"
    class_name = "MyReLU"
    inputs = ("x",)
    outputs = (Output("y", ("N", "H"), "tensor"), Output("grad_x", ("N", "H"), "tensor"))
    gradients = (outputs[1],)

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        case = gated(rng, sizes)
        return replace(case, given={"g": case.given["g"], "x": case.given["h"].requires_grad_()})

    def forward(self, *inputs: Any) -> Tensor:
        return reference.relu(inputs[0])

    def right(self, case: Question, parts: tuple[object, ...]) -> tuple[Array, ...]:
        y, expected = self.reference(case)
        if case.given.get("way", "given") != "given":
            return y, expected
        return y, RELU_GATE.right_at_corners(case, np.asarray(numbers(parts[1]), dtype=np.float64))

    def mask(self, case: Question) -> NDArray[np.bool_] | None:
        return None if case.on_meta else np.asarray(_x(case) > 0)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def gradient(evidence: Evidence, case: Question) -> object:
            """The gradient, where the output is right: to another function's output belongs another gradient."""
            found = evidence.observed(case)
            if not isinstance(found, tuple) or len(found) != 2 or not agrees(found[0], self.by_autograd(case)[0]):
                return None
            return found[1]

        def kept_output(evidence: Evidence) -> bool:
            """Everything passes, and what the Function kept can never be below 0."""
            for case in evidence.cases:
                saved = report(evidence.reply(case)).get("saved", [])
                if not agrees(gradient(evidence, case), _g(case)) or not saved:
                    return False
                if not all(is_tensor(t) and bool((t >= 0).all()) for t in saved):
                    return False
            return True

        def of_gradient(hypothesis: Hypothesis) -> Hypothesis:
            """The same mistake, looked for in the second part of the reply."""
            predict = hypothesis.predict
            if predict is None:
                return hypothesis
            return where(
                hypothesis.mistake,
                lambda e: all(agrees(gradient(e, case), predict(case)) for case in e.cases),
            )

        mine = {"D3": "H4", "D9": "H11", "D10": "H3", "D4": "D1"}
        told = [
            replace(of_gradient(h), mistake=mine.get(h.mistake, h.mistake))
            for h in RELU_GATE.bank()
            if h.mistake not in ("D6", "D1")
        ]
        ones = equals("H1", lambda c: vjp(reference.relu, _x(c), np.ones_like(_x(c))))
        return [
            *self.own_path(),
            where("H6", lambda e: self.error_twice(e, "incorrect number of gradients")),
            where("H8", lambda e: self.error_twice(e, "invalid gradient at index")),
            where("H5", kept_output),
            of_gradient(ones),
            *told,
        ]

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """Which slope the answer chose at the corner."""
        case = changed(self.cases[0], at_corners, "x")
        found = report(ask(answer, self.arguments(case))).get("gradients", [None])[0]
        if not is_tensor(found) or tuple(found.shape) != _x(case).shape:
            return ()
        corner = _x(case) == 0
        for slope, name in ((0.0, "zero"), (0.5, "half"), (1.0, "one")):
            if agrees(numbers(found)[corner], slope * _g(case)[corner]):
                return (message(f"note.slope_{name}"),)
        return ()

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            **self.usual(),
            "corner_zeros": self.changed(at_corners, "x"),
            "upstream_of_sum": self.condition("edge", self.also("sum")),
            "upstream_of_mean": self.condition("edge", self.also("mean")),
            "used_twice": self.condition("edge", self.also("plus_input")),
            "differentiated_twice": self.twice(),
        }


class MyLinear(OwnFunction):
    """5.7 my_linear(x (N, M), w (M, K), b (K,) or None) -> (N, K) by a Function MyLinear with a backward of its own."""

    key = "my_linear"
    class_name = "MyLinear"
    inputs = ("x", "w", "b")
    outputs = (
        Output("y", ("N", "K"), "tensor"),
        Output("grad_x", ("N", "M"), "tensor"),
        Output("grad_w", ("M", "K"), "tensor"),
        Output("grad_b", ("K",), "tensor"),
    )
    gradients = outputs[1:]

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        n, m, k = sizes["N"], sizes["M"], sizes["K"]
        leaves = {"x": normal(rng, n, m), "w": normal(rng, m, k), "b": normal(rng, k)}
        asked = {name: t.requires_grad_() for name, t in leaves.items()}
        return Question({"g": normal(rng, n, k), **asked}, {"N": n, "M": m, "K": k})

    def forward(self, *inputs: Any) -> Tensor:
        x, w, b = inputs
        product: Tensor = x @ w
        return product if b is None else product + b

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def parts(evidence: Evidence, case: Question) -> tuple[object, ...]:
            """y and the three gradients, where y is right: to another function's output belong other gradients."""
            found = evidence.observed(case)
            if not isinstance(found, tuple) or len(found) != 4 or not agrees(found[0], self.by_autograd(case)[0]):
                return ()
            return found

        def on_squares(wrong: Callable[[object, Array, Question, int], bool]) -> Callable[[Evidence], bool]:
            """Where all sizes are equal every product runs: the gradients of x and w are right or wrong in this way."""

            def holds(evidence: Evidence) -> bool:
                told = 0
                for case in evidence.squares:
                    found, right = parts(evidence, case), self.reference(case)
                    if not found:
                        return False
                    for place in (1, 2):
                        if agrees(found[place], right[place]):
                            continue
                        if not wrong(found[place], right[place], case, place):
                            return False
                        told += 1
                return told >= 2

            return holds

        def other(found: object, right: Array, case: Question, place: int) -> bool:
            factor = case.array("w" if place == 1 else "x")
            return any(agrees(found, product) for product in products(case.array("g"), factor))

        def bias(wrong: Callable[[Question], Array]) -> Callable[[Evidence], bool]:
            return lambda e: all(len(p := parts(e, case)) == 4 and agrees(p[3], wrong(case)) for case in e.cases)

        def ones(evidence: Evidence) -> bool:
            """The upstream gradient was not looked at: the gradients are those of a sum."""
            for case in evidence.cases:
                of_sum = self.reference(replace(case, given={**case.given, "way": "sum"}))
                found = parts(evidence, case)
                if len(found) != 4 or not all(map(agrees, found, of_sum)):
                    return False
            return True

        def changed_argument(names: set[str]) -> Callable[[Evidence], bool]:
            return lambda e: bool(names & set(e.reply(e.cases[0]).changed))

        return [
            *self.own_path(),
            where("H11", changed_argument({"x", "w", "b"})),
            where("H3", changed_argument({"g"})),
            where("H16", lambda e: self.error_twice(e, "incorrect number of gradients (expected 3, got 2)")),
            where("H6", lambda e: self.error_twice(e, "incorrect number of gradients")),
            where("C2", on_squares(lambda found, right, case, place: agrees(found, right.swapaxes(0, 1)))),
            where("J7", on_squares(other)),
            where("H8", lambda e: self.error_twice(e, "invalid gradient at index")),
            where("H1", ones),
            where("J2", bias(lambda c: self.reference(c)[3] / c.sizes["N"])),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def without(case: Question) -> Question:
            return replace(case, given={**case.given, "b": None})

        return {
            **self.usual(),
            "no_bias": self.condition("edge", lambda rng: without(self.fresh(rng)), name=self.about_none),
            "frozen_weight": Condition("edge", self._frozen),
            "upstream_of_sum": self.condition("edge", self.also("sum")),
            "differentiated_twice": self.twice(),
        }

    def about_none(self, answer: Answer, case: Question) -> str | None:
        """H16, where autograd complains about the number of gradients, or about one for the missing bias."""
        error = ask(answer, self.arguments(case)).error
        told = ("incorrect number of gradients", "a gradient different than None at position")
        return "H16" if isinstance(error, RuntimeError) and any(text in str(error) for text in told) else None

    def _frozen(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """w asks for no gradient: the others are right, and nothing is computed for w."""
        case = self.fresh(rng)
        w = case.given["w"].detach()
        case = replace(case, given={**case.given, "w": w})
        finding = self.judge(answer, case, show=False)
        if finding is not None:
            return finding
        for returned in report(ask(answer, self.arguments(case))).get("returned", []):
            if len(returned) > 1 and returned[1] is not None:
                finding = Finding("edges", message("law.vjp_frozen"), message("next.values"))
                return name_mistake(finding, "H16")
        return None
