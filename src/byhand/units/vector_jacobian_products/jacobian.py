"""Exercise 5.8: the whole Jacobian, a row for each vector-Jacobian product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, agrees, equals, equals_one_of, where
from byhand.exercise import Array, Condition
from byhand.inside.vectors import step
from byhand.laws import Output
from byhand.units.vector_jacobian_products.question import SQUARE, VISIBLE, Question, Sizes, TensorExercise, normal


class JacobianFromVjps(TensorExercise):
    """5.8 jacobian_from_vjps(f, x (I,)) -> (O, I), f from (I,) to (O,). f is named, and built where the answer runs."""

    key = "jacobian_from_vjps"
    outputs = (Output("jacobian", ("O", "I"), "tensor"),)

    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        return self.draw_for(rng, sizes, "tanh")

    def draw_for(self, rng: np.random.Generator, sizes: Sizes, name: str) -> Question:
        """A question about the step of that name; its matrix has no more than moderate numbers, so that tanh is curved."""
        outputs, inputs = sizes["K"], sizes["N"]
        given = {"name": name, "m": normal(rng, outputs, inputs) / 2, "x": normal(rng, inputs)}
        return Question(given, {"O": 1 if name == "one_output" else outputs, "I": inputs})

    def reference(self, case: Question) -> tuple[Array, ...]:
        f = step(case.given["name"], torch.from_numpy(case.array("m")))
        found = torch.autograd.functional.jacobian(f, torch.from_numpy(case.array("x")))  # type: ignore[no-untyped-call]
        return (np.asarray(found.numpy()),)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def column_sums(case: Question) -> Array:
            return np.asarray(self.reference(case)[0].sum(0))

        def in_every_row(case: Question) -> Array:
            return np.broadcast_to(column_sums(case), self.reference(case)[0].shape)

        def turned(evidence: Evidence) -> bool:
            return all(agrees(evidence.observed(c), self.reference(c)[0].swapaxes(0, 1)) for c in evidence.cases)

        def goes_forward(evidence: Evidence) -> bool:
            """No answer where a step can be walked back only: it was carried forward, J @ v."""
            cases = [self._with_name(case, "one_way") for case in evidence.cases]
            return all(ask(evidence.answer, self.arguments(case)).error is not None for case in cases)

        def out_of_step(evidence: Evidence) -> bool:
            """One pass for each *input*: an error where the two counts differ, and nothing to say against it where not."""
            errors = [evidence.reply(case).error for case in evidence.cases]
            return all(
                isinstance(e, (RuntimeError, IndexError)) and not isinstance(e, NotImplementedError) for e in errors
            ) and all(
                agrees(evidence.observed(c), self.reference(c)[0])
                or agrees(evidence.observed(c), self.reference(c)[0].swapaxes(0, 1))
                for c in evidence.squares
            )

        def walked_twice(evidence: Evidence) -> bool:
            errors = [evidence.reply(case).error for case in evidence.cases]
            return all(isinstance(e, RuntimeError) and "a second time" in str(e) for e in errors)

        return [
            where("G2", walked_twice),
            where("J5", lambda e: turned(e) and goes_forward(e)),
            where("J8", turned),
            where("J8", out_of_step),
            *equals_one_of("J6", in_every_row, column_sums, lambda c: np.diag(column_sums(c))),
            equals("G4", lambda c: np.cumsum(self.reference(c)[0], axis=0)),
            equals("H1", lambda c: np.ones_like(self.reference(c)[0])),
        ]

    def _with_name(self, case: Question, name: str) -> Question:
        return Question({**case.given, "name": name}, case.sizes)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def of(name: str) -> Callable[[np.random.Generator], Question]:
            return lambda rng: self.draw_for(rng, VISIBLE[int(rng.integers(2))], name)

        return {
            "fresh": self.condition("values", of("wave")),
            "equal_sizes": self.condition("values", lambda rng: self.draw_for(rng, SQUARE, "wave")),
            "one_output": self.condition("edge", of("one_output")),
            "constant_output": self.condition("edge", of("constant_output")),
            "unused_input": self.condition("edge", of("ignores_an_input")),
            "float32": self.usual()["float32"],
        }
