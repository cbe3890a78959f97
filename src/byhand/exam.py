"""Runs one exercise's checks in a test cell: visible ones at once, hidden ones at grading, one card and one number at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from byhand import devices
from byhand.asking import can_foresee, foresee
from byhand.cards import Card, show
from byhand.exercise import Answer, Exercise, Report
from byhand.findings import Finding, Message, message
from byhand.fixtures import hidden_draw, hidden_rng

T = TypeVar("T")
Points = int | float
Status = Literal["passed", "partial", "failed", "unanswered"]


@dataclass
class Exam:
    """One answer under examination.

    `points` is what the exercise is worth, `hidden` how many hidden checks its test cell holds. The visible checks run
    when the exam is made; `hidden()` is called once for each hidden check; `result()` shows the card.
    """

    exercise: Exercise
    answer: Answer
    points: Points
    hidden_checks: int
    report: Report = field(init=False)
    findings: list[Finding] = field(default_factory=list, init=False)
    passed_hidden: list[Message] = field(default_factory=list, init=False)
    skipped_hidden: int = field(default=0, init=False)
    draw: str = field(default_factory=hidden_draw, init=False)
    _drawn: dict[str, object] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.report = self._fairly(lambda: self.exercise.visible(self.answer), lambda report: report.finding)
        if self.report.finding is not None:
            self.findings.append(self.report.finding)

    def hidden(self, condition: str) -> None:
        """Run one hidden check by its name; once no points are left, there is nothing to learn from it: it is skipped."""
        if self.earned == 0:
            self.skipped_hidden += 1
            return

        if self._drawn is None:
            self._foresee()

        def asked() -> Finding | None:
            foreseen = self._drawn.pop(condition, None) if self._drawn else None
            drawn = self._prepared(condition) if foreseen is None else foreseen
            return self.exercise.hidden(condition, self.answer, drawn)

        finding = self._fairly(asked, lambda found: found)
        if finding is None:
            self.passed_hidden.append(message(f"condition.{condition}"))
        else:
            self.findings.append(finding)

    def _prepared(self, condition: str) -> object:
        return self.exercise.prepared(condition, hidden_rng(self.draw, self.exercise.key, condition))

    def _foresee(self) -> None:
        """All hidden checks follow one another: where it saves ways, what they ask goes over together."""
        self._drawn = {}
        if can_foresee(self.answer):
            self._drawn = {name: self._prepared(name) for name in self.exercise.conditions}
            foresee(self.answer, self.exercise.questions(self._drawn))

    def _fairly(self, ask: Callable[[], T], fault: Callable[[T], object]) -> T:
        """What was found on the device where checks ask; on the CPU, where the exercise speaks of no other and something
        was amiss: an answer that is right there earns on a GPU what it earns elsewhere, and a mistake has its name."""
        found = ask()
        if fault(found) is None or devices.asked_on() == "cpu" or self.exercise.names_devices:
            return found
        with devices.at_home():
            return ask()

    @property
    def diagnosis(self) -> str | None:
        """The catalogue id of the mistake that the card names, or None where the evidence names none."""
        return self.findings[0].mistake if self.findings else None

    @property
    def earned(self) -> Points:
        """The points this answer earns: a plain number in [0, points]."""
        return _rounded(self.points * min((f.share for f in self.findings), default=1.0))

    @property
    def status(self) -> Status:
        """In one word, how the answer stands."""
        if not self.findings:
            return "passed"
        if self.findings[0].law == "implemented":
            return "unanswered"
        return "partial" if self.earned else "failed"

    def result(self) -> Points:
        """Show the card and return the points earned: the last expression of a test cell.

        Raises RuntimeError when hidden checks ran and their number is not the announced one: an author's slip, which
        would make the visible card tell a student something untrue.
        """
        ran = len(self.passed_hidden) + self.skipped_hidden + sum(f.condition is not None for f in self.findings)
        if ran not in (0, self.hidden_checks):
            raise RuntimeError(
                f"{self.exercise.key}: expected {self.hidden_checks} hidden checks as announced by hidden=, found {ran}; "
                "make the two agree in the test cell"
            )
        show(self.card(hidden_ran=ran > 0))
        return self.earned

    def card(self, *, hidden_ran: bool) -> Card:
        """Everything the reader is told, as data."""
        return Card(
            exercise=self.exercise.key,
            status=self.status,
            earned=self.earned,
            points=self.points,
            findings=tuple(self.findings),
            checked=self.report.checked,
            notes=self.report.notes,
            hidden_checks=self.hidden_checks,
            hidden_passed=len(self.passed_hidden),
            hidden_ran=hidden_ran,
            draw=self.draw if any(f.condition is not None for f in self.findings) else None,
            printed=self.report.printed,
        )


def _rounded(points: float) -> Points:
    """Half points at the finest, rounded down; whole numbers as int, because the last expression is shown to people."""
    halves = int(points * 2)
    return halves // 2 if halves % 2 == 0 else halves / 2
