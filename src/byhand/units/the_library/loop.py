"""Exercise 7.8: train, whose four calls are traced while it works on a model, a loss and an optimizer of the check's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch

from byhand import reference
from byhand.asking import ask
from byhand.compare import relative_error
from byhand.diagnosis import Hypothesis
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, message, name_mistake
from byhand.units.the_library import nets
from byhand.units.the_library.nets import Net
from byhand.units.the_library.observed import ObservedExercise, Seen, broken, everywhere, raised
from byhand.units.two_layers.slopes import stepped

if TYPE_CHECKING:
    from torch import Tensor

    Rule = Callable[[int, Array, Array], Array]
    Loss = Callable[[Tensor, Tensor], Tensor]

STATE = ("0.weight", "0.bias", "2.weight", "2.bias")


@dataclass(frozen=True)
class Run:
    """A network to train, how long, how fast, and in what circumstances (see byhand.inside.training)."""

    net: Net
    steps: int = 5
    lr: float = 2e-3
    manner: str = "plain"


def _error(y_pred: Tensor, y: Tensor) -> Tensor:
    return reference.squared_error(y_pred, y)


def _tilted(y_pred: Tensor, y: Tensor) -> Tensor:
    """Too large a prediction counts twice."""
    return ((y_pred - y).square() * (1 + (y_pred > y))).sum()


def losses(run: Run, *, count: int | None = None, rule: Rule | None = None, loss: Loss = _error) -> Array:
    """The loss before each step by autograd of the forward pass; `rule` alters the gradient that a step reads."""
    steps = run.steps if count is None else count
    weights: list[Array] = [w.numpy() for w in run.net.stored()]
    added = [np.zeros_like(w) for w in weights]
    y = torch.tensor(run.net.y)
    found = []
    for t in range(steps):
        leaves = [torch.tensor(w, requires_grad=True) for w in weights]
        value = loss(nets.outputs(leaves, run.net.x)[1], y)
        found.append(value.item())
        slopes = reference.gradients(value, *leaves)
        added = [a + s for a, s in zip(added, slopes, strict=True)]
        read = slopes if rule is None else [rule(t, s, a) for s, a in zip(slopes, added, strict=True)]
        weights = [stepped(w, g, run.lr) for w, g in zip(weights, read, strict=True)]
    return np.asarray(found)


class Train(ObservedExercise[Run]):
    """7.8 train(model, loss_fn, optimizer, x, y, steps) -> [float], the loss before each step."""

    key = "train"
    checked = ("checked.four_calls", "checked.losses", "checked.plain_numbers")

    @cached_property
    def cases(self) -> Sequence[Run]:
        return [Run(net) for net in nets.visible(self.key)]

    def question(self, case: Run) -> Mapping[str, object]:
        weights = dict(zip(STATE, case.net.stored(), strict=True))
        batch = (torch.tensor(case.net.x), torch.tensor(case.net.y))
        return {
            **{"sizes": case.net.three, "weights": weights, "batch": batch},
            **{"lr": case.lr, "steps": case.steps, "manner": case.manner},
        }

    def look(self, seen: Seen, case: Run, *, show: bool) -> Finding | None:
        if seen["returned"] not in ("list", "tuple"):
            return broken("type", "losses_list", "losses_list", found=seen["returned"])
        if seen["kinds"] not in ([], ["float"]):
            return broken("type", "losses_floats", "losses_floats", found=", ".join(seen["kinds"]))
        found = np.asarray(seen["losses"])
        if found.shape != (case.steps,):
            return broken(
                "shape", "shape", "losses_list", name="losses", expected=f"({case.steps},)", found=str(found.shape)
            )
        expected = losses(case, loss=_tilted if case.manner == "tilted" else _error)
        error = relative_error(found, expected)
        if not error <= 1e-9:
            first = int(np.argmax(~(np.abs(found - expected) <= 1e-9 * np.abs(expected).max())))
            said = f"{found[first]:.6g}", f"{expected[first]:.6g}"
            much = message("how_much.loss", step=first, found=said[0], expected=said[1]) if show else None
            return broken("values", "losses", "losses", how_much=much)
        taken = seen["events"].count("step")
        return None if taken == case.steps else broken("values", "step_calls", "losses", found=taken, steps=case.steps)

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def walks(predict: Callable[[Run], Array]) -> Callable[[Seen, Run], bool]:
            def holds(seen: Seen, case: Run) -> bool:
                found, predicted = np.asarray(seen["losses"]), predict(case)
                return found.shape == predicted.shape and relative_error(found, predicted) <= 1e-9

            return holds

        def calls(seen: Seen) -> list[str]:
            return [event for event in seen["events"] if event in ("zero_grad", "backward", "step")]

        def cleared_too_soon(seen: Seen, case: Run) -> bool:
            """In every round, zero_grad stands between backward and step; nothing is left for the step to read."""
            order = calls(seen)
            between = [t for t in range(len(order) - 2) if order[t : t + 3] == ["backward", "zero_grad", "step"]]
            return len(between) >= case.steps - 1 and walks(lambda c: np.repeat(losses(c, count=1), c.steps))(
                seen, case
            )

        def never_cleared(seen: Seen, case: Run) -> bool:
            """From the first backward on no zero_grad, and the losses of a run that steps along the sum of all gradients."""
            order = calls(seen)
            kept = "backward" in order and "zero_grad" not in order[order.index("backward") :]
            return kept and walks(lambda c: losses(c, rule=lambda t, s, a: a))(seen, case)

        def without(call: str) -> Callable[[Seen, Run], bool]:
            return lambda seen, case: call not in seen["events"] and seen["losses"] != []

        def averaged(seen: Seen, case: Run) -> bool:
            """A loss of the answer's own, and an average."""
            return "loss_fn" not in seen["events"] and walks(lambda c: _mean_run(c))(seen, case)

        return [
            raised("G2", RuntimeError, "Trying to backward through the graph a second time"),
            raised("G14", RuntimeError, "does not require grad and does not have a grad_fn"),
            raised("G15", AttributeError, "'float' object has no attribute 'backward'"),
            everywhere(lambda seen, case: seen["kinds"] == ["Tensor"], "G20"),
            everywhere(cleared_too_soon, "L9"),
            everywhere(averaged, "L10"),
            everywhere(never_cleared, "L12"),
            everywhere(without("backward"), "G1"),
            everywhere(
                lambda s, c: "loss_fn" in s["events"] and walks(lambda r: losses(r, count=r.steps + 1)[1:])(s, c), "E12"
            ),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", lambda rng: Run(nets.fresh(rng), steps=int(rng.integers(3, 8)))),
            "one_step": self.condition("edge", lambda rng: Run(nets.fresh(rng), steps=1)),
            "other_loss": self.condition("edge", lambda rng: Run(nets.fresh(rng), manner="tilted")),
            "hooks": Condition("edge", self._hooks),
            "stale_optimizer": Condition("edge", self._stale),
        }

    def _hooks(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        seen: Seen = ask(answer, self.question(Run(nets.fresh(rng)))).value
        if isinstance(seen, dict) and seen["events"].count("hook") >= seen["events"].count("model") > 0:
            return None
        return name_mistake(broken("edges", "hooks", "hooks"), "L19")

    def _stale(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """An optimizer of another model: a ValueError is asked for."""
        reply = ask(answer, self.question(Run(nets.fresh(rng), manner="stale")))
        if isinstance(reply.error, ValueError):
            return None
        if reply.error is not None:
            return broken("edges", "stale_error", "stale", found=type(reply.error).__name__)
        return name_mistake(broken("edges", "stale", "stale"), "L11")


def _mean_run(run: Run) -> Array:
    """The run with the mean of the squared errors for a loss."""
    return losses(run, loss=lambda y_pred, y: torch.nn.functional.mse_loss(y_pred, y))
