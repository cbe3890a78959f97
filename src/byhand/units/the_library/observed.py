"""Exercises whose answers are objects: a helper beside them observes and reports, and what it saw is judged here."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, Literal, TypeVar

import numpy as np

from byhand import devices, laws
from byhand.asking import ask
from byhand.compare import relative_error
from byhand.diagnosis import Evidence, Hypothesis, diagnose
from byhand.exercise import Answer, Array, Condition, Exercise, Report
from byhand.findings import Finding, Law, Message, message, name_mistake
from byhand.tensors import numbers

C = TypeVar("C")
Seen = Any
"""What the helper reports: a dict of plain values."""
HANDS_ON = "*question"
"""How a helper of a test cell hands its question on; a line with this in it is not the student's."""


class ObservedExercise(Exercise, Generic[C]):
    """An exercise answered by a class, a model, or a function that moves one; C holds one question's numbers."""

    checked: tuple[str, ...] = ()
    """Keys of what a passing card lists as checked."""

    @abstractmethod
    def question(self, case: C) -> Mapping[str, object]:
        """What the helper in the test cell is called with, by name, in order."""

    @abstractmethod
    def look(self, seen: Seen, case: C, *, show: bool) -> Finding | None:
        """The first law that what was seen breaks; `show` allows the case's numbers on the card."""

    @property
    @abstractmethod
    def cases(self) -> Sequence[C]:
        """The visible cases, the same every time."""

    @property
    def squares(self) -> Sequence[C]:
        """Cases whose sizes are all equal, asked only when a hypothesis wants to know."""
        return ()

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        """The named mistakes, the most telling evidence first."""
        return ()

    def judge(self, answer: Answer, case: C, *, show: bool) -> Finding | None:
        """Apply the laws in their order to one question."""
        reply = ask(answer, self.question(case))
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            # The helper of the test cell is nobody's homework: its line says nothing to the student.
            line = "" if finding.where is None else str(finding.where.args.get("line"))
            return replace(finding, where=None) if HANDS_ON in line else finding
        return laws.manners(reply, (), ()) or self.look(devices.home(reply.value), case, show=show)

    def visible(self, answer: Answer) -> Report:
        """Apply the laws to the visible cases; where one is broken, look for the mistake that explains what was seen."""
        first = ask(answer, self.question(self.cases[0]))
        for case in self.cases:
            finding = self.judge(answer, case, show=True)
            if finding is not None:
                return Report(
                    finding if finding.law == "implemented" else self.named(answer, finding), printed=first.printed
                )
        return Report(checked=tuple(message(key) for key in self.checked), printed=first.printed)

    def named(self, answer: Answer, finding: Finding) -> Finding:
        """The finding with the mistake that the evidence names, if it names one."""
        evidence = Evidence(answer, self.question, lambda reply: devices.home(reply.value), self.cases, self.squares)
        mistake = diagnose(evidence, self.hypotheses)
        return finding if mistake is None else name_mistake(finding, mistake)

    def condition(
        self,
        kind: Literal["values", "edge"],
        make: Callable[[np.random.Generator], C],
        *,
        mistake: str | Callable[[Finding], str | None] | None = None,
    ) -> Condition:
        """A hidden check on a case made from a fresh draw; `mistake` names what a failure shows, where nothing else can."""

        def examine(answer: Answer, rng: np.random.Generator) -> Finding | None:
            finding = self.judge(answer, make(rng), show=False)
            found = mistake(finding) if callable(mistake) and finding is not None else mistake
            return finding if finding is None or not isinstance(found, str) else name_mistake(finding, found)

        return Condition(kind, examine)


def broken(law: Law, what: str, step: str, *, how_much: Message | None = None, **args: object) -> Finding:
    """A finding whose sentences are `law.<what>` and `next.<step>`."""
    return Finding(law=law, what=message(f"law.{what}", **args), next_step=message(f"next.{step}"), how_much=how_much)


def off(found: object, expected: Array, name: str, tolerance: float, *, show: bool) -> Finding | None:
    """Shape first, then the values law: None where `found` is `expected` within `tolerance`."""
    array = np.asarray(numbers(found))
    if array.shape != expected.shape:
        return broken("shape", "shape", "shape", name=name, expected=str(expected.shape), found=str(array.shape))
    return laws.values(array, expected, name, tolerance, show=show, of_autograd=False)


def near(found: object, expected: object, tolerance: float = 1e-9) -> bool:
    """Whether two sets of numbers have one shape and agree."""
    one, other = np.asarray(numbers(found)), np.asarray(numbers(expected))
    return one.shape == other.shape and relative_error(one, other) <= tolerance


def everywhere(holds: Callable[[Seen, Any], bool], mistake: str) -> Hypothesis:
    """The mistake that `holds(seen, case)` shows on every visible case."""

    def seen_in_all(evidence: Evidence) -> bool:
        seen = [evidence.observed(case) for case in evidence.cases]
        return all(s is not None and holds(s, c) for s, c in zip(seen, evidence.cases, strict=True))

    return Hypothesis(mistake, seen_in_all)


def raised(mistake: str, kind: type[BaseException], *texts: str) -> Hypothesis:
    """The mistake that Python's own error names: of this kind, with one of these texts in its message, in every case."""

    def holds(evidence: Evidence) -> bool:
        errors = [evidence.reply(case).error for case in evidence.cases]
        return all(isinstance(error, kind) and any(text in str(error) for text in texts) for error in errors)

    return Hypothesis(mistake, holds)
