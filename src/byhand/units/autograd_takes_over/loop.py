"""Exercise 4.6: the training loop in which autograd does the calculus, and what a loop looks like that does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from byhand import laws
from byhand.asking import Reply, ask
from byhand.compare import TOLERANCE, same
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, where
from byhand.exercise import Answer, Array, Condition, Report
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import Output
from byhand.network_exercise import fresh, one_sample
from byhand.tensors import is_tensor
from byhand.units.autograd_takes_over import runs
from byhand.units.autograd_takes_over.questions import (
    Question,
    TensorExercise,
    callers_grad_touched,
    callers_weights_moved,
    error_text,
    network,
    raises,
    refused,
)

Update = Callable[..., Any]


class TrainAutograd(TensorExercise):
    """4.6 train_autograd(x, y, w1, w2, lr, steps) -> list of floats, the loss before each step.

    Its answer is byhand.inside.watching.asked with the student's function; `sgd_step_` is the student's 4.5.
    """

    key = "train_autograd"
    outputs = (Output("losses", ("steps",)),)
    style = Question(None, wants=True)  # type: ignore[arg-type]
    lr = 2e-4
    steps = 6

    def __init__(self, sgd_step_: Update | None = None) -> None:
        self.sgd_step_ = sgd_step_

    def sizes(self, case: Question) -> Mapping[str, int]:
        return {**case.case.sizes, "steps": self.steps}

    @property
    def elsewhere(self) -> Sequence[Question]:
        """Floats have no place on a device without numbers."""
        return ()

    def arguments(self, case: Question) -> Mapping[str, object]:
        return {**network(case), "lr": self.lr, "steps": self.steps}

    def observe(self, reply: Reply) -> object:
        """A list of floats counts as an array of shape (steps,)."""
        value = reply.value
        if isinstance(value, (list, tuple)) and all(isinstance(v, (float, np.floating)) for v in value):
            return np.asarray(value, dtype=np.float64)
        return value

    def reference(self, case: Question) -> tuple[Array, ...]:
        return (runs.right(case.case, self.lr, self.steps),)

    def judge(self, answer: Answer, case: Question, *, show: bool, float32: bool = False) -> Finding | None:
        """As ever; a list that holds something else than floats is told so."""
        reply = ask(answer, self.arguments(case))
        found = reply.value
        if reply.error is None and isinstance(found, (list, tuple)):
            other = next((v for v in found if not isinstance(v, (float, np.floating))), None)
            if other is not None:
                kind = "Tensor" if is_tensor(other) else type(other).__name__
                return refused("type", "not_floats", "not_floats", name="losses", found=kind)
        return super().judge(answer, case, show=show, float32=float32)

    def right_for(self, answer: Answer, case: Question, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The true curve, or the curve of the student's own sgd_step_ in a right loop: a wrong step costs once."""
        (expected,) = self.reference(case)
        own = self._own(case)
        close = own is not None and same(np.asarray(parts[0]), own, TOLERANCE[np.dtype(np.float64)])
        return (own,) if own is not None and close else (expected,)

    def _own(self, case: Question) -> Array | None:
        if self.sgd_step_ is None:
            return None
        try:
            curve = runs.with_update(case.case, self.lr, self.steps, self.sgd_step_)
        except Exception:  # its own test cell says why
            return None
        # A step that never moves anything would make any constant list "right".
        moving = np.isfinite(curve).all() and bool((np.diff(curve) != 0).all())
        return curve if moving or self.steps < 2 or self.lr == 0 else None

    def visible(self, answer: Answer) -> Report:
        """As ever; but where the loop stops at sgd_step_, or stands still with it, that piece is named: mend it first."""
        report = super().visible(answer)
        if report.finding is None or self.sgd_step_ is None:
            return report
        arguments = self.arguments(self.cases[0])
        reply = ask(answer, arguments)
        what: Message | None = None
        try:
            curve = runs.with_update(self.cases[0].case, self.lr, self.steps, self.sgd_step_)
        except Exception as fault:
            if laws.is_stub(fault) and laws.is_stub(reply.error) and self._reaches_the_step(answer):
                what = message("law.piece_missing", name=self.key, piece="sgd_step_")
            elif not laws.is_stub(fault) and str(reply.error) == str(fault):
                what = message("law.piece_raises", name=self.key, piece="sgd_step_", error=type(fault).__name__)
        else:
            if not np.diff(curve).any() and agrees(self.observe(reply), curve):
                what = message("law.piece_still", name=self.key, piece="sgd_step_")
        if what is None:
            return report
        return replace(report, finding=Finding(report.finding.law, what, message("next.piece", piece="sgd_step_")))

    def _reaches_the_step(self, answer: Answer) -> bool:
        """Whether the loop has walked back at least once before it stopped: then it stopped at the step."""
        reply = ask(answer, {**self.arguments(self.cases[0]), "how": "events"})
        return isinstance(reply.value, list) and "backward" in reply.value

    @cached_property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def events(evidence: Evidence) -> list[str]:
            reply = ask(evidence.answer, {**self.arguments(evidence.cases[0]), "how": "events"})
            return reply.value if isinstance(reply.value, list) else []

        def text(evidence: Evidence) -> str:
            return error_text(evidence, evidence.cases[0])

        def with_graph(evidence: Evidence) -> bool:
            found = evidence.observed(evidence.cases[0])
            tensors_ = [v for v in found if is_tensor(v)] if isinstance(found, (list, tuple)) else []
            return bool(tensors_) and any(v.requires_grad for v in tensors_)

        def of_none(evidence: Evidence) -> bool:
            return "NoneType" in text(evidence)

        def leaf_then_computed(seen: list[str]) -> bool:
            """The first round read the .grad of leaves, a later one that of what had taken their names."""
            reads = [event for event in seen if event.startswith("read grad")]
            return "read grad of computed" in reads and reads[0] == "read grad of leaf"

        def no_record(evidence: Evidence) -> bool:
            return "does not require grad" in text(evidence)

        def run(program: Callable[..., Array]) -> Callable[[Question], Array]:
            return lambda q: program(q.case, self.lr, self.steps)

        only_w2 = equals("E9", run(lambda *a: runs.only(*a, which=1)))
        return [
            where("G20", with_graph),
            raises("G13", "context manager"),
            raises("G7", "assigned grad expected"),
            raises("G9", "leaf Variable that requires grad"),
            raises("G2", "backward through the graph a second time"),
            raises("G25", "modified by an inplace operation", "output 0 of Relu"),
            raises("G18", "modified by an inplace operation"),
            where("G15", lambda e: "'float' object has no attribute 'backward'" in text(e)),
            where("G14", lambda e: no_record(e) and "recorded" not in events(e) and "silent" in events(e)),
            where("G11", lambda e: no_record(e) and events(e).count("backward") == 1 and "silent" in events(e)),
            where("G15", no_record),
            where("G10", lambda e: of_none(e) and leaf_then_computed(events(e))),
            where("G21", lambda e: of_none(e) and "read grad of computed" in events(e)),
            where("G16", lambda e: of_none(e) and "backward from nowhere" in events(e)),
            where("G1", lambda e: of_none(e) and "backward" not in events(e)),
            where("G12", lambda e: of_none(e) and events(e).count("backward") > 1 and "silent" in events(e)),
            where("E11", callers_weights_moved),
            where("G26", callers_grad_touched),
            equals("E12", lambda q: runs.right(q.case, self.lr, self.steps + 1)[1:]),
            equals("G4", run(runs.never_cleared)),
            equals("G12", run(lambda *a: runs.one_rebound(*a, which=0))),
            equals("G12", run(lambda *a: runs.one_rebound(*a, which=1))),
            equals("G19", run(runs.moved_between)),
            where("G17", lambda e: only_w2.holds(e) and "reaches 2" not in events(e)),
            Hypothesis("E9", only_w2.holds, only_w2.predict),
            equals("E9", run(lambda *a: runs.only(*a, which=0))),
            equals("G6", run(runs.standing)),
            equals("E7", lambda q: runs.right(q.case, self.lr, self.steps, up=True)),
            equals("G3", lambda q: runs.right(q.case, 2 * self.lr, self.steps)),
            equals("A1", lambda q: self.reference(q)[0] / q.case.y.size),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.asked("values", fresh),
            "one_sample": self.asked("edge", one_sample),
            "one_step": self._with(steps=1),
            "zero_lr": self._with(lr=0.0),
            "constant_memory": Condition("edge", self._constant_memory),
        }

    def _with(self, **changes: float) -> Condition:
        other = TrainAutograd(self.sgd_step_)
        for name, value in changes.items():
            setattr(other, name, value)
        return other.asked("edge", fresh)

    def _constant_memory(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """No more nodes of the graph may live late in a run than early in it."""
        question = replace(self.style, case=fresh(rng))
        steps = 24
        counts: Any = ask(answer, {**self.arguments(question), "steps": steps, "how": "alive"}).value
        if not isinstance(counts, list) or len(counts) < steps:
            return None  # it does its work elsewhere: nothing was seen, nothing is said
        half = len(counts) // 2
        if max(counts[half:]) <= max(counts[:half]):
            return None
        grows = refused("edges", "nodes_grow", "nodes_grow", early=max(counts[:half]), late=max(counts[half:]))
        return name_mistake(grows, "G20")
