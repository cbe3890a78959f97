"""Exercises 7.2 and 7.3: our weights into the library's layers, and a step for every parameter that a model has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch

from byhand.diagnosis import Evidence, Hypothesis
from byhand.exercise import Array, Condition
from byhand.findings import Finding
from byhand.fixtures import visible_rng
from byhand.units.the_library import nets
from byhand.units.the_library.nets import Net
from byhand.units.the_library.observed import ObservedExercise, Seen, broken, everywhere, near, off, raised
from byhand.units.two_layers.slopes import stepped

IN_PLACE = "a leaf Variable that requires grad"
PROTOCOL = "context manager protocol"


@dataclass(frozen=True)
class Load:
    """A network and the dtype of the model that is to take up its weights."""

    net: Net
    dtype: str = "float64"


class LoadOurs(ObservedExercise[Load]):
    """7.2 load_ours_(model, w1 (D_in, H), w2 (H, D_out)) -> None: the model computes what ours does, biases 0."""

    key = "load_ours_"
    checked = ("checked.loaded", "checked.zero_biases", "checked.models_own_memory")

    @cached_property
    def cases(self) -> Sequence[Load]:
        return [Load(net) for net in nets.visible(self.key)]

    @cached_property
    def squares(self) -> Sequence[Load]:
        return [Load(net) for net in nets.squares(self.key)]

    def question(self, case: Load) -> Mapping[str, object]:
        net = case.net
        weights = {"w1": torch.tensor(net.w1), "w2": torch.tensor(net.w2)}
        return {"sizes": net.three, **weights, "x": torch.tensor(net.x), "dtype": case.dtype}

    def look(self, seen: Seen, case: Load, *, show: bool) -> Finding | None:
        expected = [list(w.shape) for w in case.net.stored()]
        if [shape for _, shape, *_ in seen["parameters"]] != expected:
            wanted = ", ".join(str(tuple(shape)) for shape in expected)
            found = ", ".join(f"{name} {tuple(shape)}" for name, shape, *_ in seen["parameters"])
            return broken("shape", "parameters", "parameters", expected=wanted, found=found)
        dtypes = {dtype.removeprefix("torch.") for _, _, dtype, *_ in seen["parameters"]}
        if dtypes != {case.dtype}:
            return broken("type", "model_dtype", "model_dtype", expected=case.dtype, found=", ".join(sorted(dtypes)))
        if seen["shared"]:
            return broken("manners", "model_shares", "model_shares", argument=seen["shared"][0])
        if not all(flag for *_, flag in seen["parameters"]):
            return broken("manners", "frozen", "frozen")
        tolerance = 1e-9 if case.dtype == "float64" else 1e-5
        return off(seen["output"], self.right(case), "model(x)", tolerance, show=show) or self._biases(seen)

    def right(self, case: Load) -> Array:
        """The outputs of the network without biases."""
        w1, b1, w2, b2 = case.net.stored()
        return np.asarray(nets.outputs([w1, b1 * 0, w2, b2 * 0], case.net.x)[1].numpy())

    def _biases(self, seen: Seen) -> Finding | None:
        loose = [name for name, b in seen["values"].items() if b.dim() == 1 and bool(b.any())]
        return broken("values", "biases", "biases", names=", ".join(loose)) if loose else None

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def weights(seen: Seen) -> tuple[torch.Tensor, torch.Tensor]:
            first, _, second, _ = seen["values"].values()
            return first, second

        def untransposed(evidence: Evidence) -> bool:
            """Where all sizes are equal, the weights stand in the layers as they came."""
            seen: list[Seen] = [evidence.observed(case) for case in evidence.squares]
            return all(
                s is not None and near(weights(s)[0], case.net.w1) and near(weights(s)[1], case.net.w2)
                for s, case in zip(seen, evidence.squares, strict=True)
            )

        def refolded(seen: Seen, case: Load) -> bool:
            found = weights(seen)
            ours = [case.net.w1, case.net.w2]
            same_row = all(near(f.reshape(-1), w.reshape(-1)) for f, w in zip(found, ours, strict=True))
            return same_row and found[0].shape == ours[0].T.shape and not near(found[0], case.net.stored()[0])

        def biases_left(seen: Seen, case: Load) -> bool:
            right = [near(w, case.net.stored()[2 * i]) for i, w in enumerate(weights(seen))]
            now, born = list(seen["values"].values()), list(seen["before"].values())
            left = [near(now[place], born[place]) for place in (1, 3)]
            cleared = [not bool(now[place].any()) for place in (1, 3)]
            return all(right) and any(left) and all(one or other for one, other in zip(left, cleared, strict=True))

        def untouched(seen: Seen, case: Load) -> bool:
            return all(near(seen["values"][name], w) for name, w in seen["before"].items())

        def sharing(seen: Seen, case: Load) -> bool:
            return bool(seen["shared"]) and near(seen.get("output"), self.right(case))

        return [
            raised("L7", TypeError, "cannot assign"),
            raised("G9", RuntimeError, IN_PLACE),
            raised("G13", TypeError, PROTOCOL),
            everywhere(refolded, "L24"),
            Hypothesis("L6", untransposed),
            everywhere(biases_left, "L26"),
            everywhere(sharing, "L27"),
            everywhere(untouched, "L8"),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", lambda rng: Load(nets.fresh(rng))),
            "square": self.condition("values", lambda rng: Load(nets.square(rng))),
            "model_float32": self.condition("edge", lambda rng: Load(nets.fresh(rng), "float32")),
            "same_parameters": SameObjects().condition("edge", lambda rng: Load(nets.fresh(rng)), mistake="L28"),
        }


class SameObjects(LoadOurs):
    """7.2 once more: the Parameter objects of the model are the ones that it had."""

    def look(self, seen: Seen, case: Load, *, show: bool) -> Finding | None:
        return None if seen["same_objects"] else broken("edges", "other_parameters", "other_parameters")


@dataclass(frozen=True)
class Step:
    """The parameters of some model, a gradient or None for each, and a learning rate."""

    starts: tuple[Array, ...]
    grads: tuple[Array | None, ...]
    lr: float


SHAPES = ((4, 7), (4,), (3, 4), (3,))


def a_step(rng: np.random.Generator, shapes: Sequence[tuple[int, ...]] = SHAPES, without: Sequence[int] = ()) -> Step:
    """Standard normal numbers; the parameters of these numbers in the row have no gradient."""
    starts = tuple(np.asarray(rng.standard_normal(shape)) for shape in shapes)
    grads = [None if i in without else np.asarray(rng.standard_normal(shape)) for i, shape in enumerate(shapes)]
    return Step(starts, tuple(grads), float(rng.uniform(0.1, 0.4)))


def as_tensors(arrays: Sequence[Array | None]) -> list[torch.Tensor | None]:
    """Each array as a tensor of its own."""
    return [None if array is None else torch.tensor(array) for array in arrays]


class UpdateParams(ObservedExercise[Step]):
    """7.3 update_params_(model, lr) -> None: a step of gradient descent for every parameter that has a gradient."""

    key = "update_params_"
    checked = ("checked.all_moved", "checked.same_parameters", "checked.grads_left")

    @cached_property
    def cases(self) -> tuple[Step, Step]:
        rng = visible_rng(self.key)
        return a_step(rng), a_step(rng, ((5, 6), (5,), (2, 5), (2,)))

    def question(self, case: Step) -> Mapping[str, object]:
        return {"starts": as_tensors(case.starts), "grads": as_tensors(case.grads), "lr": case.lr}

    def moved(self, case: Step, lr: float) -> list[Array]:
        """Where the parameters are after a step of that length."""
        return [w if g is None else stepped(w, g, lr) for w, g in zip(case.starts, case.grads, strict=True)]

    def look(self, seen: Seen, case: Step, *, show: bool) -> Finding | None:
        if not seen["same_objects"] or not seen["leaves"]:
            return broken("manners", "other_parameters", "other_parameters")
        for index, (found, expected) in enumerate(zip(seen["positions"], self.moved(case, case.lr), strict=True)):
            tolerance = 1e-5 if expected.dtype == np.float32 else 1e-9
            finding = off(found, expected, f"parameters[{index}]", tolerance, show=show)
            if finding is not None:
                return finding
        kept = all(
            g is None if grad is None else g is not None and near(g, grad)
            for g, grad in zip(seen["grads"], case.grads, strict=True)
        )
        return None if kept else broken("manners", "grads_changed", "grads_changed")

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def at(where: Callable[[Step], list[Array]]) -> Callable[[Seen, Step], bool]:
            return lambda seen, case: all(map(near, seen["positions"], where(case)))

        def only(kept: Callable[[Array], bool]) -> Callable[[Step], list[Array]]:
            """Only parameters of that kind move."""
            return lambda case: [
                there if kept(w) else w for w, there in zip(case.starts, self.moved(case, case.lr), strict=True)
            ]

        return [
            raised("G9", RuntimeError, IN_PLACE),
            raised("G13", TypeError, PROTOCOL),
            raised("L18", TypeError, "'method' object is not iterable"),
            everywhere(lambda seen, case: seen["same_objects"] and at(lambda c: list(c.starts))(seen, case), "L8"),
            everywhere(at(lambda c: self.moved(c, -c.lr)), "E7"),
            everywhere(at(lambda c: self.moved(c, 1.0)), "E8"),
            everywhere(at(lambda c: self.moved(c, -1.0)), "E8"),
            everywhere(at(only(lambda w: w.ndim == 2)), "L29"),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def other_model(rng: np.random.Generator) -> Step:
            return a_step(rng, ((2, 3, 4), (), (6,), (1, 5), (5, 5)))

        return {
            "other_model": self.condition("values", other_model),
            "none_grad": self.condition("edge", lambda rng: a_step(rng, without=(1, 3))),
            "zero_lr": self.condition("edge", lambda rng: replace(a_step(rng), lr=0.0)),
        }
