"""Exercises 4.1 and 4.3: tensors made from arrays, and weights drawn from a generator. Asked in the student's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from byhand import devices, laws
from byhand.asking import Reply, ask
from byhand.compare import relative_error
from byhand.exercise import Answer, Condition, Exercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.fixtures import SIZES, Case, draw, visible_rng
from byhand.laws import Output
from byhand.network_exercise import fresh, strided
from byhand.tensors import is_tensor, numbers
from byhand.units.autograd_takes_over.questions import refused

PLACES = (("cpu", "float32"), ("cpu", "float64"), ("meta", "float32"))
"""Devices and dtypes that are asked visibly: the second device stands for every other than the CPU."""


def _places() -> tuple[tuple[str, str], ...]:
    """The places above, and the one that BYHAND_DEVICE names, if it is another."""
    asked = devices.asked_on()
    return PLACES if asked == "cpu" else (*PLACES, (asked, "float32"))


def _dtype(value: Any) -> str:
    return str(value.dtype).removeprefix("torch.")


def _pair(value: object, names: tuple[str, str]) -> tuple[Any, Any] | Finding:
    if isinstance(value, (tuple, list)) and len(value) == 2:
        return value[0], value[1]
    said, found = ", ".join(names), "None" if value is None else type(value).__name__
    return Finding("type", message("law.tuple", names=said, found=found), message("next.tuple", names=said))


class ToTensors(Exercise):
    """4.1 to_tensors(x_np, y_np, device, dtype) -> (x, y): tensors of that dtype on that device, in memory of their own.

    Its answer is byhand.inside.making.converted with the student's function.
    """

    key = "to_tensors"
    outputs = (Output("x", ("N", "D_in"), "tensor"), Output("y", ("N", "D_out"), "tensor"))

    def visible(self, answer: Answer) -> Report:
        rng = visible_rng(self.key)
        cases = [draw(rng, sizes) for sizes in (*SIZES[:2], *SIZES[:2])]
        first = self._ask(answer, cases[0], *PLACES[0])
        for case, (device, dtype) in zip(cases, _places(), strict=False):
            finding = self.judge(answer, case, device, dtype, show=True)
            if finding is not None:
                mistake = None if finding.law == "implemented" else self._name(answer, cases)
                named = finding if mistake is None else name_mistake(finding, mistake)
                return Report(named, printed=first.printed)
        checked = ("checked.dtypes", "checked.meta", "checked.own_memory")
        return Report(checked=tuple(map(message, checked)), printed=first.printed)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        def asked(case: Any, device: str, dtype: str) -> Any:
            there = devices.asked_on() if device == "cpu" else device
            return lambda answer, rng: self.judge(answer, case(rng), there, dtype, show=False)

        return {
            "fresh": Condition("values", asked(fresh, "cpu", "float64")),
            "strided": Condition("edge", asked(strided, "cpu", "float64")),
            "meta": Condition("edge", asked(fresh, "meta", "float64")),
        }

    def _ask(self, answer: Answer, case: Case, device: str, dtype: str) -> Reply:
        return ask(answer, {"x_np": case.x, "y_np": case.y, "device": device, "dtype": dtype})

    def judge(self, answer: Answer, case: Case, device: str, dtype: str, *, show: bool) -> Finding | None:
        """The laws in their order, for one device and dtype."""
        reply = self._ask(answer, case, device, dtype)
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        report: Any = reply.value
        pair = _pair(report["value"], ("x", "y"))
        if isinstance(pair, Finding):
            return pair
        for part, output in zip(pair, self.outputs, strict=True):
            finding = laws.type_and_shape(part, output, case.sizes, None, device)
            if finding is not None:
                return finding
            if _dtype(part) != dtype:
                return refused(
                    "type", "dtype_asked", "dtype_asked", name=output.name, expected=dtype, found=_dtype(part)
                )
        finding = laws.manners(reply, pair, ())
        if finding is not None:
            return finding
        if report["shared"]:
            array = f"{report['shared'][0]}_np"
            return Finding("manners", message("law.shared", argument=array), message("next.copy"))
        for part, right, output in zip(pair, (case.x, case.y), self.outputs, strict=True):
            tolerance = 1e-6 if dtype == "float32" else 1e-12
            finding = laws.values(part, right, output.name, tolerance, show=show, of_autograd=False)
            if finding is not None:
                return finding
        return None

    def _name(self, answer: Answer, cases: Sequence[Case]) -> str | None:
        """F2 where memory is shared; else by the dtypes that came back when float32, and when float64 was asked for."""
        replies: list[Any] = [
            self._ask(answer, c, "cpu", d).value for c, d in zip(cases, ("float32", "float64"), strict=False)
        ]
        if any(r is None for r in replies):
            return None
        if any(r["shared"] for r in replies):
            return "F2"
        found = []
        for report in replies:
            pair = _pair(report["value"], ("x", "y"))
            if isinstance(pair, Finding) or not all(map(is_tensor, pair)):
                return None
            found.append([_dtype(part) for part in pair])
        if any(dtype == "float64" for dtype in found[0]):
            return "F1"
        return "F3" if any(dtype == "float32" for dtype in found[1]) else None


class InitWeights(Exercise):
    """4.3 init_weights(D_in, H, D_out, *, device, dtype, generator) -> (w1, w2): leaves that require a gradient.

    Its answer is byhand.inside.making.drawn with the student's function.
    """

    key = "init_weights"
    names_devices = False  # the text names two, by name; and a generator of the CPU cannot draw into a GPU's memory
    outputs = (Output("w1", ("D_in", "H"), "tensor"), Output("w2", ("H", "D_out"), "tensor"))
    large: ClassVar[dict[str, int]] = {"D_in": 60, "H": 50, "D_out": 40}
    """Enough entries for a mean and a spread: at 2,000 of them, chance strays by 6 standard errors once in 10^9 draws."""

    def visible(self, answer: Answer) -> Report:
        sizes = {name: SIZES[0][name] for name in self.large}
        first = self._ask(answer, sizes, *PLACES[0], 7)
        for device, dtype in _places():
            finding = self.judge(answer, sizes, device, dtype, 7)
            if finding is not None:
                mistake = None if finding.law == "implemented" else self._name(answer, sizes)
                named = finding if mistake is None else name_mistake(finding, mistake)
                return Report(named, printed=first.printed)
        checked = ("checked.dtypes", "checked.meta", "checked.leaves")
        return Report(checked=tuple(map(message, checked)), printed=first.printed)

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "generator": Condition("values", self._generator),
            "normal": Condition("values", self._normal),
            "other_shapes": Condition("values", self._other_shapes),
            "meta": Condition("edge", self._meta),
        }

    def _ask(self, answer: Answer, sizes: Mapping[str, int], device: str, dtype: str, seed: int) -> Reply:
        question = {"sizes": [sizes[name] for name in self.large], "device": device, "dtype": dtype, "seed": seed}
        return ask(answer, question)

    def judge(self, answer: Answer, sizes: Mapping[str, int], device: str, dtype: str, seed: int) -> Finding | None:
        """The laws in their order, for one device and dtype; what was drawn is looked at in the hidden part."""
        reply = self._ask(answer, sizes, device, dtype, seed)
        finding = laws.implemented_and_runs(reply, self.key)
        if finding is not None:
            return finding
        report: Any = reply.value
        pair = _pair(report["value"], ("w1", "w2"))
        if isinstance(pair, Finding):
            return pair
        for part, output in zip(pair, self.outputs, strict=True):
            finding = laws.type_and_shape(part, output, sizes, None, device)
            if finding is not None:
                return finding
            if _dtype(part) != dtype:
                return refused(
                    "type", "dtype_asked", "dtype_asked", name=output.name, expected=dtype, found=_dtype(part)
                )
            if not part.requires_grad:
                return refused("values", "not_wanting", "not_wanting", name=output.name)
            if not part.is_leaf:
                where = {"device": device, "dtype": dtype}
                return refused("values", "no_leaf", "no_leaf", name=output.name, **where)
        if report["moved_global"]:
            return refused("manners", "generator_torch", "generator_given")
        # On a device without numbers nothing need be drawn.
        return (
            None if report["moved"] or device == "meta" else refused("manners", "generator_unused", "generator_given")
        )

    def _name(self, answer: Answer, sizes: Mapping[str, int]) -> str | None:
        """F10 and the leaves by what comes back for each device and dtype; F11 by whose generator was moved."""
        replies = [self._ask(answer, sizes, *place, 7) for place in PLACES]
        if any("floating point" in str(reply.error) for reply in replies):
            return "F10"
        reports: list[Any] = [reply.value for reply in replies if reply.error is None]
        if len(reports) < len(replies):
            return None
        pairs = [_pair(report["value"], ("w1", "w2")) for report in reports]
        if any(isinstance(pair, Finding) or not all(map(is_tensor, pair)) for pair in pairs):
            return None
        leaf = [all(part.is_leaf for part in pair) for pair in pairs]  # type: ignore[union-attr]
        if not leaf[0]:
            return "F8"
        if not all(leaf):
            return "F9"
        return "F11" if reports[0]["moved_global"] or not reports[0]["moved"] else None

    def _draws(self, answer: Answer, *seeds: int) -> list[tuple[Any, Any]]:
        pairs = []
        for seed in seeds:
            report: Any = self._ask(answer, self.large, devices.asked_on(), "float64", seed).value
            pairs.append(tuple(np.asarray(numbers(part), dtype=np.float64) for part in report["value"]))
        return pairs  # type: ignore[return-value]

    def _checked_first(self, answer: Answer, seed: int) -> Finding | None:
        return self.judge(answer, self.large, devices.asked_on(), "float64", seed)

    def _generator(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Equal generators give equal weights, different ones different weights, and w2 does not repeat w1."""
        one, other = (int(s) for s in rng.choice(2**31, size=2, replace=False))
        finding = self._checked_first(answer, one)
        if finding is not None:
            return finding
        first, again, different = self._draws(answer, one, one, other)
        same = all(relative_error(a, b) == 0 for a, b in zip(first, again, strict=True))
        fresh_ones = all(relative_error(a, b) > 0.1 for a, b in zip(first, different, strict=True))
        if not same or not fresh_ones:
            return name_mistake(refused("values", "seeds", "generator_given"), "F11")
        count = min(first[0].size, first[1].size)
        if relative_error(first[0].ravel()[:count], first[1].ravel()[:count]) < 0.1:
            return refused("values", "repeats", "generator_given")
        return None

    def _normal(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        """Mean 0, variance 1 and fourth moment 3, each within six standard errors."""
        finding = self._checked_first(answer, seed := int(rng.integers(2**31)))
        if finding is not None:
            return finding
        for array, output in zip(self._draws(answer, seed)[0], self.outputs, strict=True):
            moments = ((array, 0.0, 1.0), (array**2, 1.0, 2.0), (array**4, 3.0, 96.0))
            for powers, mean, variance in moments:
                if abs(powers.mean() - mean) > 6 * (variance / array.size) ** 0.5 or not np.isfinite(powers).all():
                    return refused("values", "not_normal", "not_normal", name=output.name)
        return None

    def _other_shapes(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        sizes = dict(zip(self.large, (int(s) for s in rng.choice(np.arange(2, 30), 3, replace=False)), strict=True))
        return self.judge(answer, sizes, devices.asked_on(), "float32", int(rng.integers(2**31)))

    def _meta(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        return self.judge(answer, self.large, "meta", "float64", int(rng.integers(2**31)))
