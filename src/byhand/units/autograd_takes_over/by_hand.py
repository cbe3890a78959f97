"""Exercise 4.2: the gradients by hand once more, in tensors: on any device, in any dtype, without a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand import reference
from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, name_mistake
from byhand.laws import Output, values
from byhand.network_exercise import fresh, one_sample
from byhand.units.autograd_takes_over.questions import (
    GRADIENTS,
    Question,
    TensorExercise,
    error_text,
    network,
    parts_are,
    raises,
    refused,
    right_gradients,
)
from byhand.units.two_layers import slopes
from byhand.units.two_layers.slopes import Slopes

if TYPE_CHECKING:
    from torch import Tensor


class ManualGrads(TensorExercise):
    """4.2 manual_grads(x, y, w1, w2) -> (loss (), grad_w1 (D_in, H), grad_w2 (H, D_out)), all of them tensors."""

    key = "manual_grads"
    outputs = (Output("loss", (), "tensor"), *GRADIENTS)
    keeps_dtype = True

    def __init__(self, on_gpu: Callable[..., Any] | None = None) -> None:
        self.on_gpu = on_gpu

    def arguments(self, case: Question) -> Mapping[str, object]:
        return network(case)

    def reference(self, case: Question) -> tuple[Array, ...]:
        return right_gradients(case)

    @cached_property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def with_slopes(rule: Slopes) -> Callable[[Question], list[Array]]:
            return lambda q: [right_gradients(q)[0], *rule(*_leaves(q), 0.0)]

        def scaled(factor: Callable[[Question], float]) -> Callable[[Question], list[Array]]:
            return lambda q: [right_gradients(q)[0], *(g * factor(q) for g in right_gradients(q)[1:])]

        def elsewhere(*words: str) -> Callable[[Evidence], bool]:
            """On the second device it raises, and the message holds all these words."""
            return lambda e: all(word in error_text(e, self.elsewhere[0]) for word in words)

        def a_number(evidence: Evidence) -> bool:
            found = evidence.observed(evidence.cases[0])
            return isinstance(found, (tuple, list)) and bool(found) and type(found[0]) is float

        def wide_zeros(evidence: Evidence) -> bool:
            """A second tensor whose sizes were written down once and for all."""
            text = error_text(evidence, evidence.cases[0])
            return "must match the size of tensor" in text and ("(64)" in text or "(100)" in text)

        return [
            raises("F5", "maximum()", "must be Tensor"),
            where("F6", elsewhere("numpy")),
            where("F7", a_number),
            where("F7", elsewhere("item()", "meta")),
            where("F4", elsewhere("not on the expected device")),
            where("F4", wide_zeros),
            parts_are("C1", with_slopes(slopes.h_for_h_relu)),
            parts_are("D1", with_slopes(slopes.no_gate)),
            parts_are("D2", with_slopes(_closed_doors_open)),
            parts_are("E3", scaled(lambda q: 0.5)),
            parts_are("B2", scaled(lambda q: -1.0)),
            parts_are("B3", scaled(lambda q: 1 / len(q.case.x))),
            parts_are("B3", scaled(lambda q: 1 / q.case.y.size)),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        # F4 a second time: sizes written down once and for all fit only the batch they were written for.
        usual = self.usual()
        usual["one_sample"] = self.asked("edge", one_sample, name=self._of_other_sizes)
        return {
            **usual,
            "wanting": Condition("edge", self._wanting),
            "gpu": Condition("edge", self._gpu),
        }

    def _of_other_sizes(self, answer: Answer, question: Question) -> str | None:
        error = ask(answer, self.arguments(question)).error
        return "F4" if error is not None and "must match the size" in str(error) else None

    def _wanting(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Weights that require a gradient: the results must be right and belong to no graph."""
        question = Question(fresh(rng), wants=True)
        finding = self.judge(answer, question, show=False)
        if finding is not None:
            error = str(ask(answer, self.arguments(question)).error)
            return name_mistake(finding, "F6") if "Can't call numpy()" in error else finding
        found: Any = ask(answer, self.arguments(question)).value
        if any(part.requires_grad for part in found):
            return name_mistake(refused("edges", "graph_left", "graph_left"), "G27")
        return None

    def _gpu(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """On a GPU, where the student's place has one: float64 and float32, results there as well."""
        if self.on_gpu is None:
            return None
        for dtype, tolerance in (("float64", 1e-9), ("float32", 1e-5)):
            question = Question(fresh(rng), dtype=dtype)
            reply = ask(self.on_gpu, network(question))
            if reply.error is None and reply.value is None:
                return None
            said: Any = reply.value
            if reply.error is not None or len(said["value"]) != len(self.outputs):
                return refused("edges", "gpu_fails", "device")
            if any(device != "cuda" for device in said["devices"]):
                return refused("edges", "gpu_elsewhere", "device")
            for part, right, output in zip(said["value"], self.reference(question), self.outputs, strict=True):
                finding = values(part, right, output.name, tolerance, show=False)
                if finding is not None:
                    return finding
        return None


def _leaves(question: Question) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    case = question.case
    return (
        reference.tensor(case.x),
        reference.tensor(case.y),
        reference.tensor(case.w1, requires_grad=True),
        reference.tensor(case.w2, requires_grad=True),
    )


def _closed_doors_open(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float) -> tuple[Array, Array]:
    """D2: backwards, the gate stops what it should let through; by the difference of two models' gradients."""
    open_, right = slopes.no_gate(x, y, w1, w2, lr), slopes.plain(x, y, w1, w2, lr)
    return open_[0] - right[0], right[1]
