"""What an exercise is to the course: how to ask it, what is right, which mistakes have names, what is asked at grading."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from byhand import devices, laws
from byhand.asking import Reply, ask, foresee
from byhand.compare import TOLERANCE
from byhand.diagnosis import Evidence, Hypothesis, diagnose
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import Output
from byhand.tensors import is_tensor

Array = NDArray[np.floating]
Answer = Callable[..., object]
Question = Mapping[str, object]
C = TypeVar("C")
EDGE_SHARE = 0.5
"""What is left of the points for an answer that is right on ordinary numbers and fails at an edge the exercise names."""


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
    examine: Callable[[Answer, Any], Finding | None]
    """Told the answer, and what `make` has drawn."""
    make: Callable[[np.random.Generator], Any] = lambda rng: rng
    questions: Callable[[Any], Sequence[Question]] = lambda drawn: ()
    """What it asks for certain, of what `make` has drawn."""


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

    def questions(self, drawn: Mapping[str, object]) -> list[Question]:
        """What these hidden conditions ask for certain, each with what `prepared` has drawn for it."""
        return [question for name, numbers in drawn.items() for question in self.conditions[name].questions(numbers)]

    @property
    def names_devices(self) -> bool:
        """Whether the student is told that other devices will be asked for: then there is a hidden check on meta."""
        return any("meta" in name for name in self.conditions)

    def prepared(self, condition: str, rng: np.random.Generator) -> object:
        """What a hidden condition is examined with, on the numbers of `rng`. Raises KeyError for an unknown condition."""
        return self.conditions[condition].make(rng)

    def hidden(self, condition: str, answer: Answer, drawn: object) -> Finding | None:
        """Examine one hidden condition on what `prepared` has drawn; its finding says which condition, and shows no numbers.

        Raises KeyError for an unknown condition: an author's slip.
        """
        asked = self.conditions[condition]
        finding = asked.examine(answer, drawn)
        if finding is None:
            return None
        share = EDGE_SHARE if asked.kind == "edge" else finding.share
        said = message(f"condition.{condition}")
        return replace(finding, condition=said, share=share, where=None, how_much=None, picture=None)


class FunctionExercise(Exercise, Generic[C]):
    """An exercise whose answer is a function of arrays, tensors and numbers, judged against right outputs.

    C is what holds one question's numbers: a class of the exercise's own choice. Two visible cases are asked in full;
    `squares` are asked only when a hypothesis wants to know.
    """

    outputs: tuple[Output, ...]
    may_change: tuple[str, ...] = ()
    may_share: tuple[str, ...] = ()
    """Arguments that a result may be, or lie in the memory of."""
    keeps_dtype: bool = False
    of_autograd: bool = True
    """Whether the right outputs are gradients by torch autograd, so that cards may say so."""

    @abstractmethod
    def arguments(self, case: C) -> Mapping[str, object]:
        """What the student's function is called with, by name, in order."""

    @abstractmethod
    def reference(self, case: C) -> tuple[Array, ...]:
        """The right outputs on `case`, in float64."""

    @property
    @abstractmethod
    def hypotheses(self) -> Sequence[Hypothesis]:
        """The named mistakes, the most telling evidence first."""

    def outputs_of(self, case: C) -> tuple[Output, ...]:
        """What comes back in this case; for exercises whose result takes its shape from an argument."""
        return self.outputs

    def observe(self, reply: Reply) -> object:
        """What of a reply is the answer: the returned value, unless the exercise works in place."""
        return reply.value

    @abstractmethod
    def sizes(self, case: C) -> Mapping[str, int]:
        """Letters and their sizes in this case, for shapes said in letters."""

    @property
    @abstractmethod
    def cases(self) -> Sequence[C]:
        """The visible cases: at least two, all sizes different, the same every time."""

    @property
    def squares(self) -> Sequence[C]:
        """Cases whose sizes are all equal, for hypotheses that only they can tell."""
        return ()

    def evidence(self, answer: Answer) -> Evidence:
        """The student's replies, for the bank of hypotheses to look at."""
        return Evidence(answer, self.arguments, self.observe, self.cases, self.squares)

    def visible(self, answer: Answer) -> Report:
        """Apply the laws to two networks; where one is broken, look for the mistake that explains the replies."""
        # The first is asked twice: for what it prints, and by the laws.
        foresee(answer, [self.arguments(case) for case in (self.cases[0], *self.cases)])
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

    def mask(self, case: C) -> NDArray[np.bool_] | None:
        """Which entries of the output the ReLU lets through, for a picture beside the errors; None where it has no say."""
        return None

    def notes(self, answer: Answer) -> tuple[Message, ...]:
        """Remarks on a right answer."""
        return ()

    def judge(self, answer: Answer, case: C, *, show: bool, float32: bool = False) -> Finding | None:
        """Apply the laws in their order to one question; the first broken one, or None.

        `show` allows the case's numbers on the card; `float32` says that the case holds float32 numbers.
        """
        asked = {name: devices.placed(value) for name, value in self.arguments(case).items()}
        device = next((str(value.device) for value in asked.values() if is_tensor(value)), None)
        reply = ask(answer, asked)
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        observed = self.observe(reply)
        outputs = self.outputs_of(case)
        if len(outputs) == 1:
            parts: tuple[object, ...] = (observed,)
        elif isinstance(observed, (tuple, list)) and len(observed) == len(outputs):
            parts = tuple(observed)
        else:
            names = ", ".join(output.name for output in outputs)
            found = type(observed).__name__ if observed is not None else "None"
            what = message("law.tuple", names=names, found=found)
            return Finding(law="type", what=what, next_step=message("next.tuple", names=names))
        keep = np.dtype(np.float32) if float32 and self.keeps_dtype else None
        for part, output in zip(parts, outputs, strict=True):
            finding = laws.type_and_shape(part, output, self.sizes(case), keep, device)
            if finding is not None:
                return finding
        finding = laws.manners(reply, parts, self.may_change, self.may_share)
        if finding is not None:
            return finding
        tolerance = TOLERANCE[np.dtype(np.float32 if float32 else np.float64)]
        for part, expected, output in zip(parts, self.right_for(answer, case, parts), outputs, strict=True):
            finding = laws.values(
                part, expected, output.name, tolerance, show=show, mask=self.mask(case), of_autograd=self.of_autograd
            )
            if finding is not None:
                return finding
        return None

    def right_for(self, answer: Answer, case: C, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The right outputs to hold `parts` against; where several are right, the one that the student's come near to."""
        return self.reference(case)

    def condition(
        self,
        kind: Literal["values", "edge"],
        make: Callable[[np.random.Generator], C],
        *,
        float32: bool = False,
        name: Callable[[Answer, C], str | None] | None = None,
    ) -> Condition:
        """A hidden check that applies the laws to a case made from a fresh draw; `name` may name the mistake it shows."""

        def examine(answer: Answer, case: C) -> Finding | None:
            finding = self.judge(answer, case, show=False, float32=float32)
            mistake = name(answer, case) if finding is not None and name is not None else None
            return finding if finding is None or mistake is None else name_mistake(finding, mistake)

        return Condition(kind, examine, make, lambda case: [self.arguments(case)])
