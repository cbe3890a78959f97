"""What exercises 5.6 and 5.7 share: a Function of the student's own, asked in one graph through byhand.inside.functions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from byhand import reference
from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Evidence, Hypothesis, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, message, name_mistake
from byhand.laws import Output
from byhand.tensors import is_tensor, numbers
from byhand.units.vector_jacobian_products.question import Question, TensorExercise

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
