"""What unit 5 asks with: tensors, drawn so that mistakes differ, and the hidden checks that its exercises share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from byhand.compare import relative_error
from byhand.exercise import Answer, Array, Condition, FunctionExercise, Report
from byhand.findings import Finding, message
from byhand.fixtures import DISTINCT, MAX_DRAWS, visible_rng
from byhand.tensors import is_tensor, numbers

Sizes = dict[str, int]
VISIBLE: tuple[Sizes, ...] = ({"N": 5, "M": 7, "K": 3, "H": 4}, {"N": 7, "M": 5, "K": 4, "H": 3})
HELPERS = ("return functions.", "return steps.")  # how the last lines of the test cells' helpers begin
SQUARE: Sizes = {"N": 4, "M": 4, "K": 4, "H": 4}


@dataclass(frozen=True)
class Question:
    """One question: the arguments by name, in their order, and what each letter stands for."""

    given: Mapping[str, Any]
    sizes: Sizes

    def array(self, name: str) -> Array:
        """An argument's numbers in float64, any shape."""
        return np.asarray(numbers(self.given[name]), dtype=np.float64)

    @property
    def on_meta(self) -> bool:
        """Whether the tensors of this question have shapes and no numbers."""
        return any(is_tensor(value) and value.device.type == "meta" for value in self.given.values())


def normal(rng: np.random.Generator, *shape: int) -> Tensor:
    """Standard normal numbers, float64, of that shape."""
    return torch.from_numpy(np.asarray(rng.standard_normal(shape)))


class TensorExercise(FunctionExercise[Question]):
    """An exercise whose answer is a function from tensors to tensors, judged against torch autograd."""

    keeps_dtype = True

    @abstractmethod
    def draw(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        """A question of these sizes."""

    def arguments(self, case: Question) -> Mapping[str, object]:
        return case.given

    def sizes(self, case: Question) -> Mapping[str, int]:
        return case.sizes

    @cached_property
    def cases(self) -> tuple[Question, ...]:
        """Two visible questions: all sizes different, and every mistake of the bank telling itself apart."""
        rng = visible_rng(self.key)
        return tuple(self.telling(rng, sizes) for sizes in VISIBLE)

    @cached_property
    def squares(self) -> tuple[Question, ...]:
        """Two questions with every size 4."""
        rng = visible_rng(self.key + "/square")
        return tuple(self.draw(rng, SQUARE) for _ in range(2))

    def telling(self, rng: np.random.Generator, sizes: Sizes) -> Question:
        """A question on which the right answer and every predicted mistake differ pairwise.

        Raises RuntimeError when MAX_DRAWS draws hold none: then two of the mistakes are one.
        """
        for _ in range(MAX_DRAWS):
            case = self.draw(rng, sizes)
            named = [h.predict(case) for h in self.hypotheses if h.predict is not None]
            if _distinct([self.reference(case)[0], *named] if len(self.outputs) == 1 else named):
                return case
        raise RuntimeError(f"expected a question of {self.key} that tells all mistakes apart, found none: drop one")

    def visible(self, answer: Answer) -> Report:
        """As ever; the card speaks of questions, not of networks."""
        seen = super().visible(answer)
        if not seen.checked:
            return seen
        return replace(seen, checked=(*seen.checked[:-1], message("checked.vjp_values", count=len(self.cases))))

    def judge(self, answer: Answer, case: Question, *, show: bool, float32: bool = False) -> Finding | None:
        """The laws; a place in a helper of the test cell is nobody's line of code."""
        finding = super().judge(answer, case, show=show, float32=float32)
        if finding is None or finding.where is None:
            return finding
        line = str(finding.where.args.get("line", ""))
        return replace(finding, where=None) if line.startswith(HELPERS) else finding

    def right_for(self, answer: Answer, case: Question, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """Tensors without numbers are right when their shapes are."""
        if case.on_meta:
            return tuple(np.zeros(output.shape(self.sizes(case))) for output in self.outputs_of(case))
        return self.right(case, parts)

    def right(self, case: Question, parts: tuple[object, ...]) -> tuple[Array, ...]:
        """The right outputs, where one is needed."""
        return self.reference(case)

    def fresh(self, rng: np.random.Generator) -> Question:
        """A question in sizes drawn as well."""
        return self.telling(rng, VISIBLE[int(rng.integers(len(VISIBLE)))])

    def usual(self) -> dict[str, Condition]:
        """The hidden checks that nearly every exercise of the unit has."""
        return {
            "fresh": self.condition("values", self.fresh),
            "equal_sizes": self.condition("values", lambda rng: self.draw(rng, SQUARE)),
            "one_sample": self.condition("edge", lambda rng: self.draw(rng, {**VISIBLE[0], "N": 1})),
            "strided": self.changed(strided),
            "float32": self.changed(in_float32, float32=True),
            "device_meta": self.changed(on_meta),
        }

    def changed(
        self,
        change: Callable[[Tensor], Tensor],
        *names: str,
        float32: bool = False,
        kind: Literal["values", "edge"] = "edge",
    ) -> Condition:
        """A hidden check with fresh tensors that `change` has been applied to (only those in `names`, if there are any)."""
        return self.condition(kind, lambda rng: changed(self.fresh(rng), change, *names), float32=float32)


def _distinct(arrays: list[Array]) -> bool:
    return all(
        np.shape(a) != np.shape(b) or min(relative_error(a, b), relative_error(b, a)) > DISTINCT
        for a, b in combinations(arrays, 2)
    )


def changed(case: Question, change: Callable[[Tensor], Tensor], *names: str) -> Question:
    """The question with `change` applied to its tensors; each asks for a gradient if it did before."""
    given = {
        name: change(value.detach()).requires_grad_(value.requires_grad)
        if is_tensor(value) and (name in names or not names)
        else value
        for name, value in case.given.items()
    }
    return replace(case, given=given)


def strided(tensor: Tensor) -> Tensor:
    """A view that skips every other element, as `big[::2, ::2]` gives it."""
    if not tensor.dim():
        return tensor
    steps = tuple(slice(None, None, 2) for _ in tensor.shape)
    window = torch.zeros([2 * size for size in tensor.shape], dtype=tensor.dtype)[steps]
    return window.copy_(tensor)


def in_float32(tensor: Tensor) -> Tensor:
    """The tensor in float32."""
    return tensor.to(torch.float32)


def on_meta(tensor: Tensor) -> Tensor:
    """A tensor of that shape and dtype on the device `meta`, which has no numbers."""
    return tensor.to("meta")


def expanded(tensor: Tensor) -> Tensor:
    """The tensor's first number in every place, and in memory once: what the backward pass of `sum` hands on."""
    return tensor.flatten()[0].clone().expand(tensor.shape)
