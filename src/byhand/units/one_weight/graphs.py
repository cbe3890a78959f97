"""Exercise 1.7: the names of the functions on the way from a result back to its leaf."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from byhand.asking import ask
from byhand.exercise import Answer, Condition, Exercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.laws import implemented_and_runs

LEAF = "AccumulateGrad"

# What torch calls the node of each step of byhand.inside.expressions, without its ending. A test holds them to torch.
NODES = {
    "add": "Add",
    "times_itself": "Mul",
    "double": "Mul",
    "divide": "Div",
    "subtract": "Sub",
    "from_two": "Rsub",
    "ones_times": "Mul",
    "minus": "Neg",
    "power": "Pow",
    "sin": "Sin",
    "exp": "Exp",
    "tanh": "Tanh",
    "relu": "Relu",
    "mean": "Mean",
    "sum": "Sum",
}
PLAIN = ("add", "double", "divide", "subtract", "minus", "power", "sin", "exp", "tanh", "relu")
OF_THE_SEED = ("add", "times_itself", "double", "mean")
SECOND = ("sin", "subtract", "times_itself", "sum")


def path(steps: Sequence[str]) -> list[str]:
    """The names from the result to the leaf; of a leaf alone, none."""
    return [*(NODES[step] for step in reversed(steps)), LEAF] if steps else []


class GraphNames(Exercise):
    """1.7 graph_names(t) -> names. The answer is a helper that builds a chain of steps and asks about its result."""

    key = "graph_names"

    def visible(self, answer: Answer) -> Report:
        for steps in (OF_THE_SEED, SECOND):
            finding = self._judge(answer, steps, show=True)
            if finding is not None:
                return Report(finding)
        return Report(checked=(message("checked.graphs", count=2),))

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "other_graphs": Condition("values", self._drawn(lambda rng: _chain(rng))),
            "other_digit": Condition("edge", self._drawn(lambda rng: (*_chain(rng)[:2], "from_two", "sin"))),
            "constant_first": Condition("edge", self._drawn(lambda rng: (*_chain(rng)[:3], "ones_times", "sum"))),
            "only_a_leaf": Condition("edge", self._drawn(lambda rng: ())),
        }

    def _drawn(
        self, draw: Callable[[np.random.Generator], Sequence[str]]
    ) -> Callable[[Answer, np.random.Generator], Finding | None]:
        return lambda answer, rng: self._judge(answer, draw(rng), show=False)

    def _judge(self, answer: Answer, steps: Sequence[str], *, show: bool) -> Finding | None:
        reply = ask(answer, {"steps": tuple(steps)})
        finding = implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        found, right = reply.value, path(steps)
        if not isinstance(found, (list, tuple)) or any(type(name) is not str for name in found):
            what = message("law.not_names", found=_described(found))
            finding = Finding("type", what, message("next.not_names"))
        elif list(found) == right:
            return None
        else:
            finding = Finding("values", message("law.names"), message("next.names"))
            if show:
                said = message("how_much.names", found=_listed(found), expected=_listed(right))
                finding = Finding("values", message("law.names"), message("next.names"), how_much=said)
        mistake = self._name(answer)
        return finding if mistake is None else name_mistake(finding, mistake)

    def _name(self, answer: Answer) -> str | None:
        """The mistake that explains the replies to both visible chains."""
        replies = [(steps, ask(answer, {"steps": steps}).value) for steps in (OF_THE_SEED, SECOND)]
        for mistake, guise in _GUISES:
            if all(isinstance(found, (list, tuple)) and list(found) == guise(steps) for steps, found in replies):
                return mistake
        return None


def _full(names: Sequence[str]) -> list[str]:
    return [name if name == LEAF else f"{name}Backward0" for name in names]


def _every_edge(steps: Sequence[str]) -> list[str]:
    """Depth first along every edge: where both factors are one tensor, all that lies behind comes twice."""
    if not steps:
        return [LEAF]
    behind = _every_edge(steps[:-1])
    return [NODES[steps[-1]], *behind, *(behind if steps[-1] == "times_itself" else [])]


_GUISES: list[tuple[str, Callable[[Sequence[str]], list[str]]]] = [
    ("N7", lambda steps: _full(path(steps))),
    ("N7", lambda steps: [name + "Backward" if name != LEAF else name for name in path(steps)]),
    ("N8", lambda steps: path(steps)[:-1]),
    ("N8", lambda steps: _full(path(steps))[:-1]),
    ("N8", lambda steps: path(steps)[1:]),
    ("N9", lambda steps: path(steps)[::-1]),
    ("N9", lambda steps: path(steps)[-2::-1]),
    ("N10", _every_edge),
    ("N10", lambda steps: _full(_every_edge(steps))),
    ("N11", lambda steps: [*path(steps)[:-1], f"torch::autograd::{LEAF}"]),
    ("N11", lambda steps: [*_full(path(steps))[:-1], f"torch::autograd::{LEAF}"]),
]


def _chain(rng: np.random.Generator) -> tuple[str, ...]:
    inner = [PLAIN[int(i)] for i in rng.choice(len(PLAIN), size=4, replace=False)]
    inner.insert(int(rng.integers(1, 4)), "times_itself")
    return (*inner, str(rng.choice(["mean", "sum"])))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)[:200] or "[]"


def _described(found: object) -> str:
    if not isinstance(found, (list, tuple)):
        return type(found).__name__
    inside = next((type(item).__name__ for item in found if type(item) is not str), "")
    return f"{type(found).__name__}[{inside}]"
