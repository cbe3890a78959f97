"""What an exercise is to the course: how to ask it, what is right, which mistakes have names, what is asked at grading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from byhand import laws
from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE
from byhand.diagnosis import Evidence, Hypothesis, diagnose
from byhand.findings import Finding, Message, message, name_mistake
from byhand.fixtures import SIZES, Case, draw, identifiable, visible_rng
from byhand.laws import Output

Array = NDArray[np.floating]
Answer = Callable[..., object]
EDGE_SHARE = 0.5
"""What is left of the points for an answer that is right on ordinary numbers and fails at an edge the exercise names."""
SQUARE = {"N": 4, "D_in": 4, "H": 4, "D_out": 4}


@dataclass(frozen=True)
class Report:
    """What an examination saw: the first broken law if any, what was checked, and remarks that cost nothing."""

    finding: Finding | None = None
    checked: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    printed: str = ""


@dataclass(frozen=True)
class Condition:
    """A hidden check: a question under special circumstances.

    kind "values": a failure means that the answer is wrong. kind "edge": the answer is right on ordinary numbers and
    fails at an edge that the exercise names, which leaves EDGE_SHARE of the points.
    """

    kind: Literal["values", "edge"]
    examine: Callable[[Answer, np.random.Generator], Finding | None]


class Exercise(ABC):
    """One exercise of a unit, without any of its words."""

    key: str

    @abstractmethod
    def visible(self, answer: Answer) -> Report:
        """Examine what the student sees: always on the same numbers."""

    @property
    @abstractmethod
    def conditions(self) -> Mapping[str, Condition]:
        """The hidden checks by name."""

    def hidden(self, condition: str, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Examine one hidden condition on the numbers of `rng`; its finding says which condition, and shows no numbers.

        Raises KeyError for an unknown condition: an author's slip.
        """
        asked = self.conditions[condition]
        finding = asked.examine(answer, rng)
        if finding is None:
            return None
        share = EDGE_SHARE if asked.kind == "edge" else finding.share
        said = message(f"condition.{condition}")
        return replace(finding, condition=said, share=share, where=None, how_much=None, picture=None)


class ArrayExercise(Exercise):
    """An exercise whose answer is a function from arrays to arrays (or a number), judged against torch autograd."""

    outputs: tuple[Output, ...]
    may_change: tuple[str, ...] = ()
    keeps_dtype: bool = False

    @abstractmethod
    def arguments(self, case: Case) -> Mapping[str, object]:
        """What the student's function is called with, by name, in order."""

    @abstractmethod
    def reference(self, case: Case) -> tuple[Array, ...]:
        """The right outputs on `case`, in float64."""

    @property
    @abstractmethod
    def hypotheses(self) -> Sequence[Hypothesis]:
        """The named mistakes, the most telling evidence first."""

    def observe(self, reply: Reply) -> object:
        """What of a reply is the answer: the returned value, unless the exercise works in place."""
        return reply.value

    def sizes(self, case: Case) -> Mapping[str, int]:
        """Letters and their sizes in this case, for shapes said in letters."""
        return case.sizes

    @cached_property
    def cases(self) -> tuple[Case, Case]:
        """The two visible cases: all sizes different, and every mistake of the bank telling itself apart."""
        rng = visible_rng(self.key)
        first, second = (identifiable(rng, sizes, self._predictions) for sizes in SIZES[:2])
        return first, second

    @cached_property
    def squares(self) -> tuple[Case, Case]:
        """Two cases with every size 4, asked only when shapes did not fit."""
        rng = visible_rng(self.key + "/square")
        return draw_square(rng), draw_square(rng)

    def _predictions(self, case: Case) -> list[Array]:
        named = [h.predict(case) for h in self.hypotheses if h.predict is not None]
        return [*self.reference(case), *named] if len(self.outputs) == 1 else named

    def evidence(self, answer: Answer) -> Evidence:
        """The student's replies, for the bank of hypotheses to look at."""
        return Evidence(answer, self.arguments, self.observe, self.cases, self.squares)

    def visible(self, answer: Answer) -> Report:
        """Apply the laws to two networks; where one is broken, look for the mistake that explains the replies."""
        first = ask(answer, self.arguments(self.cases[0]))
        for case in self.cases:
            finding = self.judge(answer, case, show=True)
            if finding is not None:
                if finding.law != "implemented":
                    mistake = diagnose(self.evidence(answer), self.hypotheses)
                    finding = finding if mistake is None else name_mistake(finding, mistake)
                return Report(finding, printed=first.printed)
        checked = (
            message("checked.shape"),
            message("checked.manners"),
            message("checked.values", count=len(self.cases)),
        )
        return Report(checked=checked, notes=self.notes(answer), printed=first.printed)

    def mask(self, case: Case) -> NDArray[np.bool_] | None:
        """Which entries of the output the ReLU lets through, for a picture beside the errors; None where it has no say."""
        return None

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """Remarks on a right answer."""
        return ()

    def judge(self, answer: Answer, case: Case, *, show: bool, float32: bool = False) -> Finding | None:
        """Apply the laws in their order to one question; the first broken one, or None.

        `show` allows the case's numbers on the card; `float32` says that the case holds float32 numbers.
        """
        reply = ask(answer, self.arguments(case))
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        observed = self.observe(reply)
        if len(self.outputs) == 1:
            parts: tuple[object, ...] = (observed,)
        elif isinstance(observed, (tuple, list)) and len(observed) == len(self.outputs):
            parts = tuple(observed)
        else:
            names = ", ".join(output.name for output in self.outputs)
            found = type(observed).__name__ if observed is not None else "None"
            what = message("law.tuple", names=names, found=found)
            return Finding(law="type", what=what, next_step=message("next.tuple", names=names))
        keep = np.dtype(np.float32) if float32 and self.keeps_dtype else None
        for part, output in zip(parts, self.outputs, strict=True):
            finding = laws.type_and_shape(part, output, self.sizes(case), keep)
            if finding is not None:
                return finding
        finding = laws.manners(reply, parts, self.may_change)
        if finding is not None:
            return finding
        tolerance = TOLERANCE[np.dtype(np.float32 if float32 else np.float64)]
        for part, expected, output in zip(parts, self.right_for(answer, case, parts), self.outputs, strict=True):
            finding = laws.values(part, expected, output.name, tolerance, show=show, mask=self.mask(case))
            if finding is not None:
                return finding
        return None

    def right_for(self, answer: Answer, case: Case, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The right outputs to hold `parts` against; where several are right, the one that the student's come near to."""
        return self.reference(case)

    def condition(
        self,
        kind: Literal["values", "edge"],
        make: Callable[[np.random.Generator], Case],
        *,
        float32: bool = False,
        name: Callable[[Answer, Case], str | None] | None = None,
    ) -> Condition:
        """A hidden check that applies the laws to a case made from a fresh draw; `name` may name the mistake it shows."""

        def examine(answer: Answer, rng: np.random.Generator) -> Finding | None:
            case = make(rng)
            finding = self.judge(answer, case, show=False, float32=float32)
            mistake = name(answer, case) if finding is not None and name is not None else None
            return finding if finding is None or mistake is None else name_mistake(finding, mistake)

        return Condition(kind, examine)

    def usual_conditions(self) -> dict[str, Condition]:
        """The hidden checks that every array exercise has."""
        return {
            "fresh": self.condition("values", fresh),
            "square": self.condition("values", draw_square),
            "one_sample": self.condition("edge", one_sample),
            "strided": self.condition("edge", strided),
            "float32": self.condition("edge", in_float32, float32=True),
        }


def fresh(rng: np.random.Generator) -> Case:
    """A case with a conscience, in sizes drawn as well."""
    return identifiable(rng, SIZES[int(rng.integers(len(SIZES)))])


def draw_square(rng: np.random.Generator) -> Case:
    """A case with every size 4, some units on and some off for every sample."""
    while True:
        case = draw(rng, SQUARE)
        on = case.h > 0
        if on.any(axis=1).all() and not on.all(axis=1).any() and np.abs(case.h).min() > 1e-2:
            return case


def one_sample(rng: np.random.Generator) -> Case:
    """N = 1, with at least one unit on and one off."""
    while True:
        case = draw(rng, {**SIZES[0], "N": 1})
        on = case.h > 0
        if on.any() and not on.all() and np.abs(case.h).min() > 1e-2:
            return case


def _arrays(case: Case, change: Callable[[Array], Array]) -> Case:
    changed: dict[str, Any] = {name: change(value) for name, value in vars(case).items() if name != "sizes"}
    return replace(case, **changed)


def strided(rng: np.random.Generator) -> Case:
    """A fresh case whose arrays are views that skip every other element, as `big[::2, ::2]` gives them."""

    def view(array: Array) -> Array:
        roomy = np.zeros(tuple(2 * size for size in array.shape))
        window = roomy[tuple(slice(None, None, 2) for _ in array.shape)]
        window[...] = array
        return window

    return _arrays(fresh(rng), view)


def in_float32(rng: np.random.Generator) -> Case:
    """A fresh case in float32."""
    return _arrays(fresh(rng), lambda array: array.astype(np.float32))
