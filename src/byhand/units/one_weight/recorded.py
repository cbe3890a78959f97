"""Exercise 1.6: the same derivative by autograd; and what a diary of a function's calls tells about its mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from byhand.asking import ask
from byhand.compare import same
from byhand.diagnosis import Evidence, Hypothesis, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import Output
from byhand.reference import vjp
from byhand.units.one_weight.samples import Sample, SampleExercise, fresh, loss_along, one_sample, perfect_fit

WALKS = ("backward", "backward.from_leaf", "grad")
CUTS = ("detach", "detach_", "tensor", "as_tensor", "data.read")
NUMBERS = ("item", "tolist", "numpy")
SINGLE = 1e-5  # what seven digits are good for: a weight in float32 is as right as one in float64


class Diary:
    """What a diary says, entry by entry: (name, recording, given, made)."""

    def __init__(self, entries: Sequence[Any], error: str) -> None:
        self.entries = [(str(name), bool(on), bool(given), bool(made)) for name, on, given, made in entries]
        self.error = error

    @property
    def walks(self) -> int:
        """How many times a graph was walked backwards, or the attempt was made."""
        return sum(name in WALKS for name, *_ in self.entries)

    @property
    def names(self) -> list[str]:
        """The calls by name, in their order."""
        return [name for name, *_ in self.entries]

    @property
    def any_wanted(self) -> bool:
        """Whether any tensor ever required a gradient."""
        return any(given or made for _, _, given, made in self.entries)

    @property
    def any_used(self) -> bool:
        """Whether anything was computed from a tensor that requires a gradient."""
        return any(given and _computes(name) for name, _, given, _ in self.entries)

    @property
    def worked_unrecorded(self) -> bool:
        """Whether something was computed from a tensor that requires a gradient while recording was off."""
        return any(not on and given and not made and _computes(name) for name, on, given, made in self.entries)

    @property
    def was_cut(self) -> bool:
        """Whether a recorded result was turned into a tensor without a record, before the first walk."""
        recorded = False
        for name, _, given, made in self.entries:
            if name in WALKS:
                return False
            if recorded and given and not made and name in CUTS:
                return True
            recorded |= given and made and _computes(name)
        return False

    def order(self, name: str, *, first: str = "backward") -> str:
        """Whether calls of `name` come only "before" the first walk, only "after" it, "both", or "never"."""
        at = next((i for i, entry in enumerate(self.entries) if entry[0] == first), len(self.entries))
        found = {"before" if i < at else "after" for i, entry in enumerate(self.entries) if entry[0] == name}
        return found.pop() if len(found) == 1 else "both" if found else "never"


def _computes(name: str) -> bool:
    return "." not in name and name not in (*CUTS, *NUMBERS, *WALKS, "requires_grad_", "zero_", "_set_grad_enabled")


def close(found: object, right: Array) -> bool:
    """Whether a number agrees to the seven digits of float32."""
    number = isinstance(found, (float, int, np.floating, np.ndarray)) and not isinstance(found, bool)
    return number and same(np.asarray(found, dtype=np.float64), np.asarray(right), SINGLE)


class AutogradGrad(SampleExercise):
    """1.6 autograd_grad(w, x (N,), y (N,)) -> (): the number of 1.4, found by autograd; x and y are tensors.

    `watched` asks the student's function beside a diary and gives (entries, error).
    """

    key = "autograd_grad"
    outputs = (Output("grad_w", ()),)

    def __init__(self, watched: Answer | None = None) -> None:
        self.watched = watched

    def arguments(self, case: Sample) -> Mapping[str, object]:
        return {"w": case.w, "x": torch.tensor(case.x), "y": torch.tensor(case.y)}

    def reference(self, case: Sample) -> tuple[Array, ...]:
        return (vjp(loss_along(case), np.asarray(case.w)),)

    def judge(self, answer: Answer, case: Sample, *, show: bool, float32: bool = False) -> Finding | None:
        """Seven digits are enough: torch's own default for a weight is float32."""
        return super().judge(answer, case, show=show, float32=True)

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """Whether the weight lived in float32."""
        case = self.cases[0]
        found = np.asarray(ask(answer, self.arguments(case)).value, dtype=np.float64)
        return () if same(found, self.reference(case)[0], 1e-12) else (message("note.weight_in_float32"),)

    def diary(self, case: Sample) -> Diary:
        """What the student's function asks of torch on a case."""
        if self.watched is None:
            return Diary([], "")
        value = ask(self.watched, self.arguments(case)).value
        return Diary(*value) if isinstance(value, (tuple, list)) and len(value) == 2 else Diary([], "")

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def diary(holds: Callable[[Diary], bool]) -> Callable[[Evidence], bool]:
            return lambda evidence: all(holds(self.diary(case)) for case in evidence.cases)

        def ratio(factor: float) -> Callable[[Evidence], bool]:
            return lambda e: all(close(e.observed(c), self.reference(c)[0] * factor) for c in e.cases)

        def both(*tests: Callable[[Evidence], bool]) -> Callable[[Evidence], bool]:
            return lambda evidence: all(test(evidence) for test in tests)

        def count(case: Sample) -> int:
            return len(case.x)

        def summed(evidence: Evidence) -> bool:
            return all(close(evidence.observed(c), self.reference(c)[0] * count(c)) for c in evidence.cases)

        def unrecorded(d: Diary) -> bool:
            return "does not require grad" in d.error

        def empty(evidence: Evidence) -> bool:
            """What came back is None, or the attempt to make a number of it."""
            replies = [evidence.reply(c) for c in evidence.cases]
            return all(r.value is None and (r.error is None or "NoneType" in str(r.error)) for r in replies)

        return [
            where("G2", diary(lambda d: "backward through the graph a second time" in d.error)),
            where("G3", both(ratio(2.0), diary(lambda d: d.walks == 2))),
            where("G14", diary(lambda d: unrecorded(d) and d.worked_unrecorded)),
            where("G15", diary(lambda d: unrecorded(d) and d.was_cut)),
            where("G15", diary(lambda d: "has no attribute 'backward'" in d.error)),
            where("N6", diary(lambda d: unrecorded(d) and not d.any_wanted)),
            where("N14", diary(lambda d: unrecorded(d) and d.any_wanted and not d.any_used)),
            where("G16", both(empty, diary(lambda d: d.walks == 1 and "backward.from_leaf" in d.names and d.any_used))),
            where("G21", both(empty, diary(lambda d: d.walks == 1 and "grad.read_of_computed" in d.names))),
            where("G1", both(empty, diary(lambda d: d.walks == 0 and d.any_wanted and "grad.read" in d.names))),
            where("A1", summed),
            where("A3", ratio(0.5)),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", fresh),
            "one_sample": self.condition("edge", one_sample),
            "perfect_fit": self.condition("edge", perfect_fit),
            "inside_no_grad": Condition("edge", self._inside_no_grad),
        }

    def _inside_no_grad(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Whoever asks has switched recording off; the answer has to switch it on for itself."""

        def from_inside(*arguments: object) -> object:
            with torch.no_grad():
                return answer(*arguments)

        finding = self.judge(from_inside, fresh(rng), show=False)
        if finding is None or "does not require grad" not in str(ask(from_inside, self.arguments(fresh(rng))).error):
            return finding
        return name_mistake(finding, "G14")
