"""Exercises 7.1 and 7.6: the network as a Sequential of layers, and as a class of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import torch

from byhand.asking import ask
from byhand.diagnosis import Evidence, Hypothesis, where
from byhand.exercise import Answer, Array, Condition
from byhand.findings import Finding, Message, message, name_mistake
from byhand.laws import implemented_and_runs
from byhand.units.the_library import nets
from byhand.units.the_library.nets import NAMES, Net
from byhand.units.the_library.observed import ObservedExercise, Seen, broken, everywhere, near, off, raised

ROUNDING = 1e-5  # what float32 may differ by
LAYERS = ["Linear", "ReLU", "Linear"]


def _shapes(seen: Seen) -> list[list[int]]:
    return [shape for _, shape, *_ in seen["parameters"]]


def _wanted(case: Net) -> list[list[int]]:
    return [list(w.shape) for w in case.stored()]


def _swapped(seen: Seen, case: Net) -> bool:
    """Both sizes of each layer in the other order."""
    found, wanted = _shapes(seen), _wanted(case)
    return len(found) == 4 and [found[0], found[2]] == [wanted[0][::-1], wanted[2][::-1]]


def _built_swapped(evidence: Evidence, question: Callable[[Net], Mapping[str, object]]) -> bool:
    """Nothing fits through the model, and its layers, looked at without any input, have their sizes the other way round."""
    for case in evidence.cases:
        if not isinstance(evidence.reply(case).error, RuntimeError):
            return False
        built = evidence.ask({**question(case), "x": torch.zeros(0)})
        if not isinstance(built, dict) or not _swapped(built, case):
            return False
    return True


def _listed(parameters: Sequence[Sequence[object]]) -> str | Message:
    listed = ", ".join(f"{name} {tuple(shape)}" for name, shape, *_ in parameters)  # type: ignore[arg-type]
    return listed or message("found.none")


class MakeModel(ObservedExercise[Net]):
    """7.1 make_model(D_in, H, D_out) -> nn.Sequential of a Linear, a ReLU and a Linear, with the library's own biases."""

    key = "make_model"
    checked = ("checked.layers", "checked.parameters", "checked.outputs")

    @cached_property
    def cases(self) -> tuple[Net, Net]:
        return nets.visible(self.key)

    def question(self, case: Net) -> Mapping[str, object]:
        d_in, hidden, d_out = case.three
        return {"D_in": d_in, "H": hidden, "D_out": d_out, "x": torch.tensor(case.x), "weights": case.stored()}

    def look(self, seen: Seen, case: Net, *, show: bool) -> Finding | None:
        if not seen["sequential"]:
            return broken("type", "not_sequential", "sequential", found=seen["kind"])
        if _shapes(seen) != _wanted(case):
            expected = ", ".join(str(tuple(shape)) for shape in _wanted(case))
            return broken("shape", "parameters", "parameters", expected=expected, found=_listed(seen["parameters"]))
        if seen["output_kind"] != "Tensor":
            return broken("type", "no_output", "return", found=seen["output_kind"])
        expected32 = nets.outputs(seen["values"], case.x)[1].numpy()
        finding = off(seen["output"], expected32, "model(x)", ROUNDING, show=show)
        if finding is None and len(seen["children"]) != len(LAYERS):
            return broken("type", "children", "children", found=", ".join(seen["children"]) or message("found.none"))
        return finding

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def straight(seen: Seen, case: Net) -> bool:
            return _shapes(seen) == _wanted(case) and near(seen["output"], _straight(seen["values"], case.x), ROUNDING)

        def clipped(seen: Seen, case: Net) -> bool:
            if _shapes(seen) != _wanted(case) or seen["output_kind"] != "Tensor":
                return False
            return near(seen["output"], nets.outputs(seen["values"], case.x)[1].relu(), ROUNDING) and bool(
                (np.asarray(seen["output"]) == 0).any()
            )

        def no_biases(seen: Seen, case: Net) -> bool:
            return _shapes(seen) == _wanted(case)[::2]

        return [
            raised("L23", TypeError, "is not a Module subclass"),
            raised("L5", TypeError, "must be Tensor, not ReLU"),
            where("L20", lambda e: _built_swapped(e, self.question)),
            everywhere(_swapped, "L20"),
            everywhere(no_biases, "L25"),
            everywhere(straight, "L21"),
            everywhere(clipped, "L22"),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", nets.fresh),
            "single_output": self.condition("edge", lambda rng: nets.with_biases(rng, {**_SMALL, "D_out": 1})),
            "two_models": Condition("edge", self._two_models),
        }

    def _two_models(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        reply = ask(answer, self.question(nets.fresh(rng)))
        return broken("edges", "shared_models", "shared_models") if reply.error or reply.value["shared"] else None  # type: ignore[index]


_SMALL = {"N": 5, "D_in": 7, "H": 4, "D_out": 3}


def _straight(stored: list[torch.Tensor], x: Array) -> torch.Tensor:
    """The network without its ReLU."""
    h, _ = nets.outputs(stored, x)
    return torch.nn.functional.linear(h, stored[2], stored[3])


class TwoLayerNet(ObservedExercise[Net]):
    """7.6 class TwoLayerNet(nn.Module): layers linear1 and linear2, forward(x (N, D_in)) -> (N, D_out)."""

    key = "two_layer_net"
    checked = ("checked.named_parameters", "checked.outputs", "checked.module_grads")

    @cached_property
    def cases(self) -> tuple[Net, Net]:
        return nets.visible(self.key)

    def weights(self, case: Net) -> dict[str, torch.Tensor]:
        """The state of a right module, by name."""
        return dict(zip(NAMES, case.stored(), strict=True))

    def question(self, case: Net) -> Mapping[str, object]:
        sizes, weights = case.three, self.weights(case)
        return {"what": "net", "sizes": sizes, "weights": weights, "x": torch.tensor(case.x), "g": torch.tensor(case.g)}

    def look(self, seen: Seen, case: Net, *, show: bool) -> Finding | None:
        if not seen["module"]:
            return broken("type", "not_module", "module", found=seen["kind"])
        if seen["output_kind"] != "Tensor":
            return broken("type", "no_output", "return", found=seen["output_kind"])
        if "output" not in seen:
            expected = _listed([(name, w.shape) for name, w in self.weights(case).items()])
            return broken("shape", "parameters", "parameters", expected=expected, found=_listed(seen["parameters"]))
        h_and_output = nets.outputs(case.stored(), case.x)
        finding = off(seen["output"], h_and_output[1].numpy(), "model(x)", 1e-9, show=show)
        if finding is not None:
            return finding
        missing = [name for name, grad in seen["grads"].items() if grad is None]
        if missing:
            return broken("values", "no_gradient", "no_gradient", names=", ".join(missing))
        for name, grad in self.gradients(case).items():
            if not near(seen["grads"][name], grad):
                return broken("values", "module_gradient", "no_gradient", name=name)
        return None

    def gradients(self, case: Net) -> dict[str, torch.Tensor]:
        """What autograd of the forward pass gives for each parameter, with the upstream gradient g."""
        leaves = [w.requires_grad_() for w in case.stored()]
        output = nets.outputs(leaves, case.x)[1]
        found = torch.autograd.grad((output * torch.tensor(case.g)).sum(), leaves)
        return dict(zip(NAMES, found, strict=True))

    @property
    def hypotheses(self) -> Sequence[Hypothesis]:
        def straight(seen: Seen, case: Net) -> bool:
            return "output" in seen and near(seen["output"], _straight(case.stored(), case.x))

        def clipped(seen: Seen, case: Net) -> bool:
            return "output" in seen and near(seen["output"], nets.outputs(case.stored(), case.x)[1].relu())

        def cut(seen: Seen, case: Net) -> bool:
            """Right outputs, and only what lies behind the cut has a gradient."""
            if "output" not in seen or not near(seen["output"], nets.outputs(case.stored(), case.x)[1]):
                return False
            return [name for name, grad in seen["grads"].items() if grad is not None] == list(NAMES[2:])

        def unrecorded(seen: Seen, case: Net) -> bool:
            if "output" not in seen or not near(seen["output"], nets.outputs(case.stored(), case.x)[1]):
                return False
            return all(grad is None for grad in seen["grads"].values())

        def unregistered(seen: Seen, case: Net) -> bool:
            return seen["module"] and len(seen["parameters"]) < 4 and bool(seen.get("steady"))

        def made_anew(seen: Seen, case: Net) -> bool:
            fewer = seen["module"] and len(seen["parameters"]) < 4
            return fewer and seen["output_kind"] == "Tensor" and not seen["steady"]

        return [
            raised("L2", AttributeError, "before Module.__init__() call"),
            raised("L5", TypeError, "must be Tensor, not ReLU"),
            where("L20", lambda e: _built_swapped(e, self.question)),
            everywhere(made_anew, "L4"),
            everywhere(unregistered, "L3"),
            everywhere(_swapped, "L20"),
            everywhere(straight, "L1"),
            everywhere(clipped, "L22"),
            everywhere(unrecorded, "G14"),
            everywhere(cut, "G17"),
        ]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "fresh": self.condition("values", nets.fresh),
            "square": self.condition("values", nets.square),
            "one_sample": self.condition("edge", lambda rng: nets.with_biases(rng, {**_SMALL, "N": 1})),
            "not_affine": Condition("values", self._not_affine),
            "meta": Condition("edge", self._meta),
            "hooks": Condition("edge", self._hooks),
        }

    def _not_affine(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """f(x) + f(-x) - 2 f(0), which is 0 for every affine map."""
        case = nets.fresh(rng)
        seen: Seen = ask(answer, self.question(case)).value
        if not isinstance(seen, dict) or "mirrored" not in seen:
            return broken("values", "no_output", "return", found=type(seen).__name__)
        minus, zero = seen["mirrored"]
        return broken("values", "straight", "straight") if near(seen["output"] + minus, 2 * zero) else None

    def _hooks(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        seen: Seen = ask(answer, self.question(nets.fresh(rng))).value
        if isinstance(seen, dict) and seen.get("hooks", []).count("Linear") == 2:
            return None
        return name_mistake(broken("edges", "hooks", "hooks"), "L19")

    def _meta(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        case = nets.fresh(rng)
        x = torch.empty(case.x.shape, device="meta")
        reply = ask(answer, {"what": "meta", "sizes": case.three, "weights": {}, "x": x, "g": x})
        finding = implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        seen: Seen = reply.value
        where = sorted({*seen["devices"], seen["output"][0]})
        return (
            None
            if where == ["meta"]
            else broken("edges", "device", "device", name="model(x)", expected="meta", found=str(where))
        )
