"""Exercise 1.8: three ways out of the record, and eight predictions about what each of them leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, where
from byhand.exercise import Answer, Array, Condition, FunctionExercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.fixtures import visible_rng
from byhand.laws import Output, implemented_and_runs
from byhand.tensors import is_tensor
from byhand.units.one_weight.samples import examples_checked

NAMES = ("a", "b", "c")


class Exits(FunctionExercise[Any]):
    """1.8 exits(x (N,)) -> three tensors x + 2 without a record, x as it was; and predictions() -> eight booleans."""

    key = "exits"
    outputs = tuple(Output(name, ("N",), "tensor") for name in NAMES)
    keeps_dtype = True
    of_autograd = False
    third = 1 / 3
    """The part of the points that the predictions are worth."""

    def __init__(self, predictions: Answer | None = None) -> None:
        self.predictions = predictions

    def said(self) -> tuple[Mapping[str, object], Finding | None]:
        """What the student predicts, and what is wrong with its form."""
        if self.predictions is None:
            return {}, None
        reply = ask(self.predictions, {})
        finding = implemented_and_runs(reply, "predictions")
        if finding is not None:  # exits itself is answered by then
            return {}, replace(finding, law="runs", share=1 - self.third)
        if not isinstance(reply.value, dict):
            what = message("law.predictions_not_a_dict", found=type(reply.value).__name__)
            return {}, Finding("type", what, message("next.predictions_form"), share=1 - self.third)
        empty = [name for name in PREDICTIONS if type(reply.value.get(name)) is not bool]
        if empty:
            what = message("law.predictions_empty", names=", ".join(empty))
            return reply.value, Finding("type", what, message("next.predictions_form"), share=1 - self.third)
        return reply.value, None

    @property
    def cases(self) -> tuple[Any, Any]:
        rng = visible_rng("one_weight/exits")
        return _leaf(rng, 3), _leaf(rng, 5)

    def sizes(self, case: Any) -> Mapping[str, int]:
        return {"N": len(case)}

    def arguments(self, case: Any) -> Mapping[str, object]:
        return {"x": case}

    def reference(self, case: Any) -> tuple[Array, ...]:
        if case.device.type == "meta":  # no numbers there, and none are compared
            return (np.zeros(len(case)),) * 3
        return (np.asarray((case.detach().double() + 2).numpy()),) * 3

    def judge(self, answer: Answer, case: Any, *, show: bool, float32: bool = False) -> Finding | None:
        """The usual laws, and that none of the three carries a record."""
        finding = super().judge(answer, case, show=show, float32=float32)
        if finding is not None:
            return finding
        value: Any = ask(answer, self.arguments(case)).value
        for name, tensor in zip(NAMES, value, strict=True):
            if tensor.requires_grad:
                what, what_next = message("law.still_recorded", name=name), message("next.still_recorded", name=name)
                return Finding("values", what, what_next)
        return None

    def visible(self, answer: Answer) -> Report:
        report = examples_checked(super().visible(answer), 2)
        if report.finding is not None:
            return report
        _, finding = self.said()
        if finding is not None:
            return Report(finding, printed=report.printed)
        filled = message("checked.predictions", count=len(PREDICTIONS))
        return Report(checked=(*report.checked, filled), notes=report.notes, printed=report.printed)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def raised(kind: type[Exception], text: str) -> Callable[[Evidence], bool]:
            def holds(evidence: Evidence) -> bool:
                errors = [evidence.reply(case).error for case in evidence.cases]
                return all(isinstance(error, kind) and text in str(error) for error in errors)

            return holds

        def written_through(evidence: Evidence) -> bool:
            """x itself is larger by 2 or more, though it still wants its gradient: somebody wrote into its memory."""
            for case in evidence.cases:
                now: Any = evidence.reply(case).arguments["x"]
                if not is_tensor(now) or agrees(now.detach(), case.detach()):
                    return False
            return True

        def switched_off(evidence: Evidence) -> bool:
            """x has its numbers still, and no longer requires a gradient."""
            for case in evidence.cases:
                reply = evidence.reply(case)
                now: Any = reply.arguments["x"]
                # An error on the way is an error first: who knows what would have come after it.
                if (
                    reply.error is not None
                    or not is_tensor(now)
                    or now.requires_grad
                    or not agrees(now.detach(), case.detach())
                ):
                    return False
            return True

        return [
            where("G13", raised(TypeError, "context manager")),
            where("G24", raised(RuntimeError, "flags of leaf variables")),
            where("G9", raised(RuntimeError, "in-place operation")),
            where("G22", written_through),
            where("N12", switched_off),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "exits_other_tensors": self.condition("values", lambda rng: _leaf(rng, int(rng.integers(4, 9)))),
            "exits_float32": self.condition("edge", lambda rng: _leaf(rng, 4, dtype="float32"), float32=True),
            "exits_without_wish": self.condition("edge", lambda rng: _leaf(rng, 4).detach()),
            "exits_on_meta": self.condition("edge", lambda rng: _leaf(rng, 4, device="meta")),
            "predictions": Condition("values", self._predictions),
        }

    def _predictions(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """What torch does against what the student said it would; a wrong entry costs, and names what was believed."""
        said, unfilled = self.said()
        if unfilled is not None:
            return None  # the visible part has said so, and cost the point
        wrong = [name for name, truth in PREDICTIONS.items() if said.get(name) is not truth()]
        if not wrong:
            return None
        what = message("law.predictions", names=", ".join(wrong), right=len(PREDICTIONS) - len(wrong))
        share = 1 - self.third * len(wrong) / len(PREDICTIONS)
        finding = Finding("values", what, message("next.predictions"), share=share)
        beliefs = [BELIEFS[name] for name in wrong if name in BELIEFS]
        return finding if not beliefs else name_mistake(finding, beliefs[0])


def _leaf(rng: np.random.Generator, n: int, *, dtype: str = "float64", device: str = "cpu") -> Any:
    numbers = torch.tensor(rng.standard_normal(n), dtype=getattr(torch, dtype), device=device)
    return numbers.requires_grad_()


# -- the truth about the eight predictions, asked of torch each time


def _x() -> Any:
    return torch.ones(3, requires_grad=True)


def _shares(one: Any, other: Any) -> bool:
    return bool(one.data_ptr() == other.data_ptr())


def _detach_shares() -> bool:
    x = _x()
    return _shares(x, x.detach())


def _clone_shares() -> bool:
    x = _x()
    return _shares(x, x.clone())


def _x_after_detach() -> bool:
    x = _x()
    x.detach()
    return bool(x.requires_grad)


def _made_inside() -> bool:
    with torch.no_grad():
        return bool(torch.ones(3, requires_grad=True).requires_grad)


def _computed_inside() -> bool:
    x = _x()
    with torch.no_grad():
        return bool((x + 2).requires_grad)


def _half_detached() -> bool:
    x = _x()
    return bool((x + x.detach()).requires_grad)


def _computed_switched() -> bool:
    try:
        (_x() + 2).requires_grad_(False)
    except RuntimeError:
        return False
    return True


def _torch_backward() -> bool:
    return hasattr(torch, "backward")


PREDICTIONS: Mapping[str, Callable[[], bool]] = {
    "detach_shares_memory": _detach_shares,
    "clone_shares_memory": _clone_shares,
    "x_tracked_after_detach": _x_after_detach,
    "computed_in_no_grad_tracked": _computed_inside,
    "made_in_no_grad_tracked": _made_inside,
    "half_detached_sum_tracked": _half_detached,
    "computed_can_be_switched_off": _computed_switched,
    "torch_backward_exists": _torch_backward,
}
BELIEFS = {
    "detach_shares_memory": "G22",
    "made_in_no_grad_tracked": "G23",
    "computed_can_be_switched_off": "G24",
}
"""The mistake of the catalogue behind a wrong prediction, where there is one."""
