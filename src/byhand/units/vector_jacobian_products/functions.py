"""Exercises 5.6 and 5.7: the student's own autograd Functions, asked in one graph through byhand.inside.functions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from byhand import reference
from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, where
from byhand.entrywise import Gate
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import Output
from byhand.reference import vjp
from byhand.tensors import is_tensor, numbers
from byhand.units.vector_jacobian_products.operations import at_corners, gated, products
from byhand.units.vector_jacobian_products.question import Question, Sizes, TensorExercise, changed, normal

FLOAT64 = TOLERANCE[np.dtype(np.float64)]


def report(reply: Reply) -> dict[str, Any]:
    """What was observed of the Function; empty where the call failed."""
    return dict(reply.value) if reply.error is None and type(reply.value) is dict else {}


class OwnFunction(TensorExercise):
    """A Function of the student's, behind a plain function that applies it."""

    class_name: str
    inputs: tuple[str, ...]
    gradients: tuple[Output, ...]

    def arguments(self, case: Question) -> Mapping[str, object]:
        return {"way": case.given.get("way", "given"), "g": case.given["g"]} | {n: case.given[n] for n in self.inputs}

    @abstractmethod
    def forward(self, *inputs: Any) -> Tensor:
        """The forward model."""

    def observe(self, reply: Reply) -> object:
        """y and the gradient of each input that asks for one."""
        seen = report(reply)
        if "gradients" not in seen:
            # What came instead of a tensor, as something whose type has that name.
            y = seen.get("y")
            instead = type(str(seen.get("found", "None")), (), {})() if y is None and seen else y
            return (instead, *([None] * len(self.gradients))) if seen else reply.value
        wanted = {output.name.removeprefix("grad_") for output in self.outputs_of_reply(reply)}
        found = [g for name, g in zip(self.inputs, seen["gradients"], strict=False) if name in wanted]
        return (seen["y"], *found)

    def outputs_of_reply(self, reply: Reply) -> list[Output]:
        """The gradients that this question asks for."""
        return [o for o in self.gradients if _wants(reply.arguments.get(o.name.removeprefix("grad_")))]

    def outputs_of(self, case: Question) -> tuple[Output, ...]:
        wanted = [o for o in self.gradients if _wants(case.given[o.name.removeprefix("grad_")])]
        return (self.outputs[0], *wanted)

    def by_autograd(self, case: Question, *, twice: bool = False) -> tuple[Array, ...]:
        """y and the gradients of the forward model, in the way in which the case asks; or the second gradients."""
        named = {name: case.given[name] for name in self.inputs}
        leaves = {
            name: t if t is None else t.detach().to(torch.float64).clone().requires_grad_(t.requires_grad)
            for name, t in named.items()
        }
        y = self.forward(*leaves.values())
        way, first = case.given.get("way", "given"), leaves[self.inputs[0]]
        result = y + first if first is not None and way == "plus_input" else y
        g = torch.from_numpy(case.array("g")).clone().requires_grad_(twice)
        scalar = {"sum": result.sum(), "mean": result.mean()}.get(way, (result * g).sum())
        asked = [t for t in leaves.values() if t is not None and t.requires_grad]
        found = torch.autograd.grad(scalar, asked, create_graph=twice)
        if not twice:
            return tuple(np.asarray(numbers(t), dtype=np.float64) for t in (y, *found))
        half = torch.stack([(t * t.detach()).sum() for t in found]).sum()
        return reference.gradients(half, g, *asked)

    def reference(self, case: Question) -> tuple[Array, ...]:
        return self.by_autograd(case)

    def judge(self, answer: Answer, case: Question, *, show: bool, float32: bool = False) -> Finding | None:
        """The laws; and the gradient must have come through the student's own backward."""
        finding = super().judge(answer, case, show=show, float32=float32)
        if finding is not None:
            return finding
        nodes = report(ask(answer, self.arguments(case))).get("nodes", [])
        if f"{self.class_name}Backward" in nodes:
            return None
        args = {"name": self.key, "own": self.class_name, "found": str(nodes[0]) if nodes else "None"}
        return Finding("values", message("law.vjp_not_own", **args), message("next.vjp_not_own", **args))

    def also(self, way: str) -> Callable[[np.random.Generator], Question]:
        """A fresh question asked in another way."""

        def make(rng: np.random.Generator) -> Question:
            case = self.fresh(rng)
            return replace(case, given={**case.given, "way": way})

        return make

    def twice(self) -> Condition:
        """H12: the gradient must itself be differentiable; asked on two draws."""

        def examine(answer: Answer, rng: np.random.Generator) -> Finding | None:
            failed = [not self.right_twice(answer, self.also("twice")(rng)) for _ in range(2)]
            if not any(failed):
                return None
            finding = Finding("edges", message("law.vjp_twice", name=self.class_name), message("next.values"))
            return name_mistake(finding, "H12") if all(failed) else finding

        return Condition("edge", examine)

    def right_twice(self, answer: Answer, case: Question) -> bool:
        """Whether the gradients of the gradients are those of the forward model."""
        case.given["g"].requires_grad_()
        found = report(ask(answer, self.arguments(case))).get("second", [])
        right = self.by_autograd(case, twice=True)
        return len(found) == len(right) and all(
            is_tensor(f) and same(np.asarray(numbers(f), dtype=np.float64), r, FLOAT64)
            for f, r in zip(found, right, strict=True)
        )

    def own_path(self) -> list[Hypothesis]:
        """H2, H6 to H10: the ways of missing the contract of a Function."""

        def error_says(kinds: tuple[type[BaseException], ...], *texts: str) -> Callable[[Evidence], bool]:
            def holds(evidence: Evidence) -> bool:
                errors = [evidence.reply(case).error for case in evidence.cases]
                return all(isinstance(e, kinds) and any(text in str(e) for text in texts) for e in errors)

            return holds

        def no_gradient(evidence: Evidence) -> bool:
            """Nothing came back although the Function stood in the graph and its backward ran."""
            seen = [report(evidence.reply(case)) for case in evidence.cases]
            return all(s.get("returned") and all(g is None for g in s["gradients"]) and self._in_graph(s) for s in seen)

        def instance(evidence: Evidence) -> bool:
            found = [report(evidence.reply(case)).get("found") for case in evidence.cases]
            return all(name == self.class_name for name in found)

        def another_path(evidence: Evidence) -> bool:
            seen = [report(evidence.reply(case)) for case in evidence.cases]
            return all(s.get("nodes") and not self._in_graph(s) for s in seen)

        return [
            where("H2", error_says((TypeError, AttributeError), "'tuple'", "must be Tensor, not tuple")),
            where("H9", instance),
            where("H9", error_says((RuntimeError,), "Legacy autograd function")),
            where("H10", another_path),
            where("H7", no_gradient),
        ]

    def _in_graph(self, seen: Mapping[str, Any]) -> bool:
        return f"{self.class_name}Backward" in seen.get("nodes", ())

    def error_twice(self, evidence: Evidence, text: str) -> bool:
        """Whether both visible questions end in a RuntimeError that says so."""
        errors = [evidence.reply(case).error for case in evidence.cases]
        return all(isinstance(e, RuntimeError) and text in str(e) for e in errors)


def _wants(value: object) -> bool:
    return is_tensor(value) and bool(value.requires_grad)  # type: ignore[attr-defined]


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
            found = evidence.observed(case)
            return found[1] if isinstance(found, tuple) and len(found) == 2 else None

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
            found = evidence.observed(case)
            return found if isinstance(found, tuple) and len(found) == 4 else ()

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
