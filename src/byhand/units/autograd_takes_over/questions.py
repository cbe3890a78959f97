"""What the exercises of unit 4 are asked: the course's network in tensors, of any dtype, on any device."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from byhand import reference
from byhand.diagnosis import Evidence, Hypothesis, agrees, diagnose
from byhand.exercise import Answer, Array, Condition, FunctionExercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.fixtures import SIZES, Case, identifiable, visible_rng
from byhand.laws import Output
from byhand.network_exercise import draw_square, fresh, one_sample
from byhand.tensors import numbers

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = (("D_in", "H"), ("H", "D_out"))
GRADIENTS = (Output("grad_w1", WEIGHTS[0], "tensor"), Output("grad_w2", WEIGHTS[1], "tensor"))


@dataclass(frozen=True)
class Question:
    """One network, and how it is handed over."""

    case: Case
    dtype: str = "float64"
    device: str = "cpu"
    wants: bool = False
    """Whether the weights require a gradient."""
    filled: bool = False
    """Whether there is already something in the weights' .grad."""
    views: bool = False
    """Whether x and the weights are transposed views of other tensors."""


def tensor(array: Array, question: Question, *, weight: bool = False) -> Tensor:
    """The array as a tensor of the question's dtype, device and layout."""
    import torch

    dtype = getattr(torch, question.dtype)
    given = np.array(array, dtype=np.float64)
    if question.views:
        made = torch.tensor(np.ascontiguousarray(given.T), dtype=dtype, device=question.device).t()
    else:
        made = torch.tensor(given, dtype=dtype, device=question.device)
    if not weight or not question.wants:
        return made
    made.requires_grad_()
    if question.filled:
        made.grad = (made.detach() * 0.5 + 1).clone()
    return made


def network(question: Question) -> dict[str, Tensor]:
    """x, y, w1 and w2 of the question, by name."""
    case = question.case
    return {
        "x": tensor(case.x, question),
        "y": tensor(case.y, question),
        "w1": tensor(case.w1, question, weight=True),
        "w2": tensor(case.w2, question, weight=True),
    }


class TensorExercise(FunctionExercise[Question]):
    """An exercise about the network in tensors. Its predictions are about a Case, its questions are `Question`s."""

    style = Question(None)  # type: ignore[arg-type]
    """How the visible networks are handed over."""

    def sizes(self, case: Question) -> Mapping[str, int]:
        """Letters and their sizes."""
        return case.case.sizes

    @cached_property
    def cases(self) -> Sequence[Question]:
        """Two networks whose sizes are all different."""
        rng = visible_rng(self.key)
        return [replace(self.style, case=identifiable(rng, sizes, self._distinct)) for sizes in SIZES[:2]]

    @cached_property
    def squares(self) -> Sequence[Question]:
        """Two networks with every size 4."""
        rng = visible_rng(self.key + "/square")
        return [replace(self.style, case=draw_square(rng)) for _ in range(2)]

    @cached_property
    def elsewhere(self) -> Sequence[Question]:
        """Further visible questions, asked when the first two are right: the second device that everybody has."""
        return [replace(self.cases[0], device="meta")]

    def _distinct(self, case: Case) -> list[Array]:
        question = replace(self.style, case=case)
        named = [h.predict(question) for h in self.hypotheses if h.predict is not None]
        return [flat(self.reference(question)), *named]

    def visible(self, answer: Answer) -> Report:
        """As ever, and then on the second device."""
        report = super().visible(answer)
        if report.finding is not None:
            return report
        for question in self.elsewhere:
            finding = self.judge(answer, question, show=True)
            if finding is not None:
                mistake = diagnose(self.evidence(answer), self.hypotheses)
                return replace(report, finding=finding if mistake is None else name_mistake(finding, mistake))
        more = (message("checked.meta"),) if self.elsewhere else ()
        return replace(report, checked=(*report.checked, *more))

    def asked(
        self,
        kind: Literal["values", "edge"],
        make: Callable[[np.random.Generator], Case],
        name: Callable[[Answer, Question], str | None] | None = None,
        **style: object,
    ) -> Condition:
        """A hidden check on a case from `make`, handed over in the exercise's style but for `style`."""

        def question(rng: np.random.Generator) -> Question:
            return replace(self.style, case=make(rng), **style)  # type: ignore[arg-type]

        return self.condition(kind, question, float32=style.get("dtype") == "float32", name=name)

    def usual(self) -> dict[str, Condition]:
        """The hidden checks that every exercise about gradients has here."""
        return {
            "fresh": self.asked("values", fresh),
            "square": self.asked("values", draw_square),
            "one_sample": self.asked("edge", one_sample),
            "transposed_views": self.asked("edge", fresh, views=True),
            "float32": self.asked("edge", fresh, dtype="float32"),
        }


def flat(parts: Sequence[object]) -> Array:
    """All numbers of a reply in a row, for comparing replies of several parts as a whole."""
    return np.concatenate([np.asarray(part, dtype=np.float64).ravel() for part in parts])


def loss_of(question: Question) -> tuple[Tensor, Tensor, Tensor]:
    """(loss, w1, w2) in float64 on the CPU, the weights leaves of the loss's graph."""
    case = question.case
    w1, w2 = reference.tensor(case.w1, requires_grad=True), reference.tensor(case.w2, requires_grad=True)
    y_pred = reference.forward(reference.tensor(case.x), w1, w2)[2]
    return reference.squared_error(y_pred, reference.tensor(case.y)), w1, w2


def right_gradients(question: Question) -> tuple[Array, Array, Array]:
    """(loss, gradient of w1, gradient of w2) by torch autograd in float64."""
    loss, w1, w2 = loss_of(question)
    g1, g2 = reference.gradients(loss, w1, w2)
    return np.asarray(loss.item()), g1, g2


def parts_are(mistake: str, predict: Callable[[Question], Sequence[Array | None]]) -> Hypothesis:
    """The mistake whose reply has these parts on both cases; None stands for a part that must be missing."""

    def holds(evidence: Evidence) -> bool:
        return all(_fits(evidence.observed(q), predict(q)) for q in evidence.cases)

    def predicted(question: Question) -> Array:
        return flat([part for part in predict(question) if part is not None])

    return Hypothesis(mistake, holds, predicted)


def _fits(found: object, predicted: Sequence[Array | None]) -> bool:
    if not isinstance(found, (tuple, list)) or len(found) != len(predicted):
        return False
    return all(
        part is None if right is None else agrees(part, right) for part, right in zip(found, predicted, strict=True)
    )


def raises(mistake: str, *words: str) -> Hypothesis:
    """The mistake whose error message holds all these words, on one of the two cases."""

    def holds(evidence: Evidence) -> bool:
        return any(all(word in error_text(evidence, q) for word in words) for q in evidence.cases)

    return Hypothesis(mistake, holds)


def callers_weights_moved(evidence: Evidence) -> bool:
    """Whether the call left other numbers in the caller's weights (and not only in their .grad)."""
    question = evidence.cases[0]
    after = evidence.reply(question).arguments
    return any(not agrees(after[name], getattr(question.case, name)) for name in ("w1", "w2"))


def callers_grad_touched(evidence: Evidence) -> bool:
    """Whether it is only the caller's .grad that is not what it was: filled, changed or cleared."""
    touched = False
    for question in evidence.cases:
        reply = evidence.reply(question)
        if reply.error is not None:  # an error on the way is an error first
            return False
        after: Any = reply.arguments
        for name, before in network(question).items():
            if name in ("w1", "w2"):
                if after[name].requires_grad != before.requires_grad:
                    return False
                old, new = before.grad, after[name].grad
                same = old is new is None or (
                    old is not None and new is not None and np.array_equal(numbers(old), numbers(new))
                )
                touched = touched or not same
    return touched and not callers_weights_moved(evidence)


def error_text(evidence: Evidence, question: object) -> str:
    """Type and message of what the call raised on a question; empty where it raised nothing."""
    error = evidence.reply(question).error
    return "" if error is None else f"{type(error).__name__}: {error}"


def refused(law: Literal["type", "manners", "values", "edges"], what: str, next_step: str, **args: object) -> Finding:
    """A finding in the words `law.<what>` and `next.<next_step>`."""
    return Finding(law, message(f"law.{what}", **args), message(f"next.{next_step}", **args))
