"""Exercise 1.9: the gradient at a place, whatever an earlier walk left in .grad."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch

from byhand.asking import Reply
from byhand.diagnosis import Evidence, Hypothesis, agrees, where
from byhand.exercise import Answer, Array, Condition, FunctionExercise, Report
from byhand.fixtures import visible_rng
from byhand.laws import Output
from byhand.reference import vjp
from byhand.units.one_weight.recorded import Diary
from byhand.units.one_weight.samples import examples_checked

CHAINS = (
    ("add", "times_itself", "double", "mean"),
    ("tanh", "power", "sum"),
    ("sin", "times_itself", "sum"),
    ("power", "divide", "mean"),
)
"""The worked example of the unit; and chains whose gradients have both signs."""


@dataclass(frozen=True)
class Question:
    """A chain of steps, where its gradient is asked for, and what .grad holds before (None: nothing)."""

    steps: tuple[str, ...]
    w: Any
    before: Any


class FreshGrad(FunctionExercise[Question]):
    """1.9 fresh_grad(loss_fn, w) -> the gradient, in the shape of w.

    The answer is a helper that asks twice in a row and gives (both gradients, diary, names in the code).
    """

    key = "fresh_grad"
    outputs = (Output("first_call", ("N",), "tensor"), Output("second_call", ("N",), "tensor"))
    keeps_dtype = True

    @cached_property
    def cases(self) -> tuple[Question, Question]:
        """The tensor of the worked example, and another; nothing in .grad yet."""
        seed = torch.tensor([-0.2124, -0.1003, -0.3773], dtype=torch.float64)
        other = torch.tensor(visible_rng("one_weight/fresh_grad").standard_normal(5))
        return Question(CHAINS[0], seed, None), Question(CHAINS[1], other, None)

    def sizes(self, case: Question) -> Mapping[str, int]:
        return {"N": case.w.shape[0]}

    def arguments(self, case: Question) -> Mapping[str, object]:
        return {"steps": case.steps, "w": case.w, "before": case.before}

    def observe(self, reply: Reply) -> object:
        """Both gradients, out of what the helper tells."""
        value = reply.value
        return value[0] if isinstance(value, (tuple, list)) and len(value) == 3 else value

    def reference(self, case: Question) -> tuple[Array, ...]:
        from byhand.inside.expressions import chain

        if case.w.device.type == "meta":  # no numbers there, and none are compared
            return (np.zeros(tuple(case.w.shape)),) * 2
        found = vjp(lambda t: chain(t, case.steps), case.w.numpy())
        return found, found

    def visible(self, answer: Answer) -> Report:
        return examples_checked(super().visible(answer), len(self.cases))

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def told(evidence: Evidence, case: Question) -> tuple[list[Any], Diary, list[str]] | None:
            value: Any = evidence.reply(case).value
            if not isinstance(value, (tuple, list)) or len(value) != 3:
                return None
            return list(value[0]), Diary(value[1], ""), list(value[2])

        def look(holds: Callable[[Question, list[Any], Diary, list[str]], bool]) -> Callable[[Evidence], bool]:
            def every(evidence: Evidence) -> bool:
                found = [(case, told(evidence, case)) for case in evidence.cases]
                return all(there is not None and holds(case, *there) for case, there in found)

            return every

        def raised(kind: type[Exception], text: str) -> Callable[[Evidence], bool]:
            def holds(evidence: Evidence) -> bool:
                errors = [evidence.reply(case).error for case in evidence.cases]
                return all(isinstance(error, kind) and text in str(error) for error in errors)

            return holds

        def times(case: Question, gradients: list[Any], first: float, second: float) -> bool:
            right = self.reference(case)[0]
            return agrees(gradients[0], first * right) and agrees(gradients[1], second * right)

        def grows(case: Question, gradients: list[Any], diary: Diary, names: list[str]) -> bool:
            return times(case, gradients, 1, 2) and diary.order("zero_") == "never"

        def emptied(case: Question, gradients: list[Any], diary: Diary, names: list[str]) -> bool:
            late = diary.order("zero_") in ("after", "both")
            return late and all(agrees(g, np.zeros(tuple(case.w.shape))) for g in gradients)

        return [
            where("G7", raised(TypeError, "assigned grad expected to be a Tensor or None")),
            where("G8", raised(AttributeError, "'NoneType' object has no attribute 'zero_'")),
            where("G2", raised(RuntimeError, "backward through the graph a second time")),
            where("G5", look(lambda c, g, d, names: grows(c, g, d, names) and "zero_" in names)),
            where("G4", look(grows)),
            where("G3", look(lambda c, g, d, names: times(c, g, 2, 2) and d.walks == 2)),
            where("G1", look(lambda c, g, d, names: g == [None, None] and d.walks == 0)),
            where("N13", look(emptied)),
            where("N13", look(lambda c, g, d, names: g == [None, None] and d.order("grad.write") == "after")),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def question(rng: np.random.Generator, *shape: int, before: bool = False, dtype: str = "float64") -> Question:
            def normal() -> Any:
                return torch.tensor(rng.standard_normal(shape), dtype=getattr(torch, dtype))

            return Question(CHAINS[int(rng.integers(1, len(CHAINS)))], normal(), normal() if before else None)

        return {
            "other_losses": self.condition("values", lambda rng: question(rng, int(rng.integers(4, 9)))),
            "grad_left_over": self.condition("edge", lambda rng: question(rng, 5, before=True)),
            "fresh_in_float32": self.condition(
                "edge", lambda rng: question(rng, 4, before=True, dtype="float32"), float32=True
            ),
            "fresh_on_meta": self.condition("edge", lambda rng: _on_meta(question(rng, 4))),
        }


def _on_meta(question: Question) -> Question:
    return replace(question, w=question.w.to("meta"))
