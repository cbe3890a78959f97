"""Exercise 4.5: sgd_step_(params, lr), the update that autograd must not see, and the clearing after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from byhand import laws
from byhand.asking import Reply, ask
from byhand.compare import relative_error
from byhand.exercise import Answer, Array, Condition, Exercise, Report
from byhand.findings import Finding, Message, message, name_mistake
from byhand.fixtures import SIZES, draw, visible_rng
from byhand.network_exercise import fresh
from byhand.tensors import numbers
from byhand.units.autograd_takes_over.questions import refused
from byhand.units.two_layers.slopes import stepped

if TYPE_CHECKING:
    from torch import Tensor

SAME = 1e-9


@dataclass(frozen=True)
class Step:
    """Weights, their gradients (None: nothing has been carried back to that one), and how they are handed over."""

    weights: tuple[Array, ...]
    gradients: tuple[Array | None, ...]
    lr: float = 0.25
    how: str = ""
    dtype: str = "float64"

    def arguments(self, extra: str = "") -> dict[str, object]:
        """What byhand.inside.steps.after is asked with."""
        return {
            "weights": [self._tensor(w) for w in self.weights],
            "gradients": [None if g is None else self._tensor(g) for g in self.gradients],
            "lr": self.lr,
            "how": f"{self.how} {extra}",
        }

    def _tensor(self, array: Array) -> Tensor:
        import torch

        return torch.tensor(np.array(array), dtype=getattr(torch, self.dtype))

    def moved(self, lr: float | None = None) -> list[Array]:
        """Where the weights should be afterwards: shared ones have taken every step."""
        rate, after = self.lr if lr is None else lr, [np.array(w) for w in self.weights]
        if "shared" in self.how:
            after = [after[0] for _ in after]
        for number, g in enumerate(self.gradients):
            if g is not None:
                after[number][...] = stepped(after[number], g, rate)
        return after


class SgdStep(Exercise):
    """4.5 sgd_step_(params, lr) -> None: each p in params moves by -lr * p.grad in place, and its .grad is cleared.

    Its answer is byhand.inside.steps.after with the student's function.
    """

    key = "sgd_step_"

    def _cases(self) -> list[Step]:
        rng = visible_rng(self.key)
        return [_step(rng, sizes) for sizes in SIZES[:2]]

    def visible(self, answer: Answer) -> Report:
        cases = self._cases()
        first = ask(answer, cases[0].arguments())
        for case in cases:
            finding = self.judge(answer, case, show=True)
            if finding is not None:
                mistake = None if finding.law == "implemented" else self._name(answer, cases)
                return Report(finding if mistake is None else name_mistake(finding, mistake), printed=first.printed)
        checked = ("checked.step", "checked.cleared", "checked.still_leaf")
        return Report(checked=tuple(map(message, checked)), notes=self._notes(first), printed=first.printed)

    def _notes(self, reply: Reply) -> tuple[Message, ...]:
        """G19: a step that autograd's version counter does not see is right here and dangerous elsewhere."""
        report: Any = reply.value
        return () if all(report["versions"]) else (message("note.unseen"),)

    def judge(self, answer: Answer, case: Step, *, show: bool) -> Finding | None:
        """The laws in their order, for one step."""
        reply = ask(answer, case.arguments())
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        after: Any = reply.value
        if reply.touched_generator or reply.touched_torch or reply.switched_recording:
            return laws.manners(reply, (), ("weights", "gradients"))
        tolerance = 1e-5 if case.dtype == "float32" else SAME
        for number, (found, right) in enumerate(zip(after["weights"], case.moved(), strict=True)):
            finding = laws.values(found, right, f"params[{number}]", tolerance, show=show, of_autograd=False)
            if finding is not None:
                return finding
        for number, left in enumerate(after["gradients"]):
            if left is not None and bool(np.any(numbers(left))):
                return refused("values", "grad_left", "grad_left", name=f"params[{number}]")
            if not after["leaf"][number] or not after["wants"][number]:
                return refused("values", "no_leaf_after", "no_leaf_after", name=f"params[{number}]")
        return None if after["same_list"] else refused("manners", "list_changed", "list_changed")

    def _name(self, answer: Answer, cases: Sequence[Step]) -> str | None:
        """The mistake that explains what happened in both steps, each taken once more under watch."""
        traced: list[Any] = [ask(answer, case.arguments("trace")).value for case in cases]
        if any(not isinstance(trace, dict) for trace in traced):
            return None
        error = str(traced[0]["error"])
        for mistake, words in _ERRORS:
            if words in error:
                return mistake
        names = {_explain(trace, case, error) for trace, case in zip(traced, cases, strict=True)}
        return names.pop() if len(names) == 1 else None

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def on(**style: str) -> Any:
            return lambda answer, rng: self.judge(answer, replace(_fresh(rng), **style), show=False)  # type: ignore[arg-type]

        return {
            "fresh": Condition("values", on()),
            "float32": Condition("edge", on(dtype="float32")),
            "grad_none": Condition("edge", self._grad_none),
            "inside_no_grad": Condition("edge", on(how="no_grad")),
            "shared_memory": Condition("edge", self._shared),
        }

    def _grad_none(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """A parameter whose .grad is None is left as it is; G8 where its None was cleared or multiplied."""
        case = _fresh(rng)
        case = replace(case, gradients=(None, case.gradients[1]))
        finding = self.judge(answer, case, show=False)
        error = ask(answer, case.arguments()).error
        of_none = finding is not None and error is not None and "NoneType" in str(error)
        return name_mistake(finding, "G8") if finding is not None and of_none else finding

    def _shared(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Two parameters in one memory: a step in place is seen by both."""
        case = _fresh(rng)
        w, g = case.weights[0], case.gradients[0]
        twin = replace(case, weights=(w, w), gradients=(g, np.asarray(w[::-1, ::-1])), how="shared")
        return self.judge(answer, twin, show=False)


def _step(rng: np.random.Generator, sizes: dict[str, int]) -> Step:
    case = draw(rng, sizes)
    return Step((case.w1, case.w2), (rng.standard_normal(case.w1.shape), rng.standard_normal(case.w2.shape)))


def _fresh(rng: np.random.Generator) -> Step:
    case = fresh(rng)
    return Step((case.w1, case.w2), (rng.standard_normal(case.w1.shape), rng.standard_normal(case.w2.shape)))


_ERRORS = (
    ("G13", "context manager"),
    ("G7", "assigned grad expected"),
    ("G9", "leaf Variable that requires grad"),
    ("G6", "and 'NoneType'"),  # a number times a gradient that was cleared first
)


def _explain(trace: Any, case: Step, error: str) -> str | None:
    """The mistake that one step shows by what it left behind."""
    stands = all(_same(w, start) for w, start in zip(trace["weights"], case.weights, strict=True))
    right = all(_same(w, end) for w, end in zip(trace["weights"], case.moved(), strict=True))
    kept = all(
        g is not None and given is not None and _same(g, given)
        for g, given in zip(trace["gradients"], case.gradients, strict=True)
    )
    cleared = all(g is None or not np.any(numbers(g)) for g in trace["gradients"])
    if right and kept and not error:
        return "G5" if {"zero_", "zero"} & set(trace["heard"]) else "G4"
    if stands and cleared and not error and (all(trace["versions"]) or not trace["made"]):
        return "G6"  # a step was taken, of length 0
    if stands and trace["made"]:
        if "recorded" in trace["made"]:
            return "G10"
        return "G11" if "silent" in trace["events"] else "E6"
    if cleared and not error:
        if all(_same(w, end) for w, end in zip(trace["weights"], case.moved(-case.lr), strict=True)):
            return "E7"
        if all(_same(w, end) for w, end in zip(trace["weights"], case.moved(1.0), strict=True)):
            return "E8"
        ends = case.moved()
        one = [_same(w, end) for w, end in zip(trace["weights"], ends, strict=True)]
        other = [_same(w, start) for w, start in zip(trace["weights"], case.weights, strict=True)]
        if sum(one) == 1 and sum(other) == 1:
            return "E9"
    return None


def _same(found: Any, right: Array) -> bool:
    array = np.asarray(numbers(found), dtype=np.float64)
    return array.shape == np.shape(right) and relative_error(array, right) <= SAME
