"""Exercise 4.4: the same gradients by autograd, and the ways in which a graph is cut, walked twice or never walked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from byhand import reference
from byhand.asking import Reply, ask
from byhand.diagnosis import Evidence, Hypothesis, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding
from byhand.laws import Output, implemented_and_runs
from byhand.units.autograd_takes_over.questions import (
    GRADIENTS,
    Question,
    TensorExercise,
    callers_grad_touched,
    error_text,
    network,
    parts_are,
    raises,
    refused,
    right_gradients,
)


class AutogradGrads(TensorExercise):
    """4.4 autograd_grads(x, y, w1, w2) -> (float, grad_w1 (D_in, H), grad_w2 (H, D_out)).

    Its answer is a helper: asked(x, y, w1, w2) calls the student's function, and asked(x, y, w1, w2, "events") tells
    what happened on the way (byhand.inside.watching.events).
    """

    key = "autograd_grads"
    outputs = (Output("loss", ()), *GRADIENTS)
    style = Question(None, wants=True)  # type: ignore[arg-type]

    @cached_property
    def cases(self) -> Sequence[Question]:
        """The second network's weights come with something in their .grad."""
        first, second = super().cases
        return [first, replace(second, filled=True)]

    @property
    def elsewhere(self) -> Sequence[Question]:
        """A float has no place on a device without numbers."""
        return ()

    def arguments(self, case: Question) -> Mapping[str, object]:
        return network(case)

    def reference(self, case: Question) -> tuple[Array, ...]:
        return right_gradients(case)

    @cached_property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def events(evidence: Evidence) -> list[str]:
            reply = ask(evidence.answer, {**self.arguments(evidence.cases[0]), "how": "events"})
            return reply.value if isinstance(reply.value, list) else []

        def no_way_back(evidence: Evidence) -> bool:
            text = error_text(evidence, evidence.cases[0])
            return "does not require grad" in text or "'float' object has no attribute 'backward'" in text

        def nothing_came(evidence: Evidence) -> bool:
            """The gradients are missing: None came back, or the lines behind tripped over it."""
            found, text = evidence.observed(evidence.cases[0]), error_text(evidence, evidence.cases[0])
            missing = isinstance(found, (tuple, list)) and len(found) == 3 and found[1] is None and found[2] is None
            return missing or "NoneType" in text

        def in_silence(evidence: Evidence) -> bool:
            seen = events(evidence)
            return no_way_back(evidence) and "silent" in seen and "recorded" not in seen

        def only_g1_missing(evidence: Evidence) -> bool:
            found = evidence.observed(evidence.cases[0])
            return isinstance(found, (tuple, list)) and len(found) == 3 and found[1] is None and found[2] is not None

        def scaled(factor: float) -> Callable[[Question], list[Array]]:
            return lambda q: [right_gradients(q)[0], *(factor * g for g in right_gradients(q)[1:])]

        def with_old(question: Question) -> list[Array]:
            """What is in .grad after a walk back, when something was in it before; twice the walk where nothing was."""
            loss, *gradients = right_gradients(question)
            weights = (network(question)[name] for name in ("w1", "w2"))
            old = [0.0 if w.grad is None else w.grad.numpy() for w in weights]
            return [loss, *(g + o for g, o in zip(gradients, old, strict=True))]

        def cut_h(question: Question) -> list[Array | None]:
            loss, _, g2 = right_gradients(question)
            return [loss, None, g2]

        def cut_to_zeros(question: Question) -> list[Array]:
            loss, g1, g2 = right_gradients(question)
            return [loss, np.zeros_like(g1), g2]

        return [
            raises("G25", "modified by an inplace operation", "output 0 of Relu"),
            raises("G18", "modified by an inplace operation"),
            raises("F6", "Can't call numpy()"),
            raises("G2", "backward through the graph a second time"),
            where("G14", in_silence),
            where("G15", no_way_back),
            where("G16", lambda e: nothing_came(e) and "backward from nowhere" in events(e)),
            where("G21", lambda e: nothing_came(e) and "read grad of computed" in events(e)),
            where("G1", lambda e: nothing_came(e) and not any(seen.startswith("backward") for seen in events(e))),
            where("G17", only_g1_missing),
            raises("G17", "used in the graph"),
            parts_are("G17", cut_h),
            parts_are("G17", cut_to_zeros),
            parts_are("G3", scaled(2.0)),
            Hypothesis("G4", parts_are("G4", with_old).holds),
            parts_are("E3", scaled(0.5)),
            parts_are("L1", lambda q: _of_model(q, straight=True)),
            parts_are("A1", lambda q: [part / q.case.y.size for part in right_gradients(q)]),
            where("G26", callers_grad_touched),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            **self.usual(),
            "twice": Condition("values", self._twice),
            "no_graph": Condition("edge", self._no_graph),
        }

    def _question(self, rng: np.random.Generator) -> Question:
        from byhand.network_exercise import fresh

        return replace(self.style, case=fresh(rng))

    def _twice(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Two calls on the very same tensors: the second answer must be the first."""
        from byhand.compare import relative_error
        from byhand.findings import name_mistake
        from byhand.tensors import numbers

        tensors = network(self._question(rng)).values()

        def two(*arguments: object) -> list[object]:
            return [answer(*arguments), answer(*arguments)]

        reply: Reply = ask(two, dict(zip(("x", "y", "w1", "w2"), tensors, strict=True)))
        found: Any = reply.value
        if reply.error is not None or any(len(part) != 3 for part in found):
            return refused("values", "twice", "twice")
        one, two_ = found
        if all(relative_error(numbers(a), numbers(b)) <= 1e-9 for a, b in zip(one, two_, strict=True)):
            return None
        return name_mistake(refused("values", "twice", "twice"), "G4")

    def _no_graph(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """The gradients themselves are plain tensors: no graph hangs on them."""
        reply = ask(answer, self.arguments(self._question(rng)))
        if reply.error is not None:
            return implemented_and_runs(reply, self.key)
        found: Any = reply.value
        return refused("edges", "graph_left", "graph_left") if any(g.requires_grad for g in found[1:]) else None


def _of_model(question: Question, *, straight: bool) -> list[Array]:
    """Loss and gradients of the network, or of the one whose second layer reads h instead of h_relu."""
    case = question.case
    w1, w2 = reference.tensor(case.w1, requires_grad=True), reference.tensor(case.w2, requires_grad=True)
    h, h_relu, _ = reference.forward(reference.tensor(case.x), w1, w2)
    loss = reference.squared_error((h if straight else h_relu).mm(w2), reference.tensor(case.y))
    return [np.asarray(loss.item()), *reference.gradients(loss, w1, w2)]
