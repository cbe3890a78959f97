"""Exercises 2.1 and 2.11: shapes said before any code, and the first loss predicted before the loop runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from byhand import reference
from byhand.asking import Reply, ask, foresee
from byhand.exercise import Answer, Condition, Exercise, Report
from byhand.findings import Finding, message, name_mistake
from byhand.laws import Output, implemented_and_runs, type_and_shape
from byhand.network_exercise import fresh
from byhand.reference import tensor
from byhand.table_exercise import TableExercise

LETTERS = ("N", "D_in", "H", "D_out")
NAMES = ("h", "h_relu", "y_pred", "loss", "grad_y_pred", "grad_w2", "grad_h_relu", "grad_h", "grad_w1")


class Shapes(TableExercise):
    """2.1 shapes() -> a dict from nine names to tuples of letters. Each right entry earns its part of the points."""

    key = "shapes"
    names = NAMES
    not_a_dict, form, whole = "law.not_a_dict", "next.shapes_dict", "checked.nine_entries"

    def entry(self, name: str, value: object) -> Finding | None:
        if isinstance(value, (tuple, list)) and all(isinstance(e, str) and e in LETTERS for e in value):
            return None
        return Finding("type", message("law.not_letters", name=name, found=f"{value!r:.60}"), message("next.letters"))

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {"nine_shapes": Condition("values", self._nine_shapes)}

    def right(self) -> dict[str, tuple[str, ...]]:
        """The nine shapes, read off one pass of torch through the network at sizes that are all different."""
        case = fresh(np.random.default_rng(0))
        letter = {size: name for name, size in case.sizes.items()}
        x, y = tensor(case.x), tensor(case.y)
        w1, w2 = tensor(case.w1, requires_grad=True), tensor(case.w2, requires_grad=True)
        h, h_relu, y_pred = reference.forward(x, w1, w2)
        loss = reference.squared_error(y_pred, y)
        values = {"h": h, "h_relu": h_relu, "y_pred": y_pred, "w1": w1, "w2": w2, "loss": loss}
        known = {name: value.shape for name, value in values.items()}
        known |= {f"grad_{name}": value.shape for name, value in values.items()}  # a gradient has its value's shape
        return {name: tuple(letter[size] for size in known[name]) for name in NAMES}

    def _nine_shapes(self, answer: Answer, rng: np.random.Generator) -> Finding | None:
        found, right = ask(answer, {}).value, self.right()
        wrong = [name for name in NAMES if tuple(found[name]) != right[name]]  # type: ignore[index]
        if not wrong:
            return None
        what = message("law.wrong_shapes", names=", ".join(wrong), right=len(NAMES) - len(wrong))
        finding = Finding("values", what, message("next.wrong_shapes"), share=1 - len(wrong) / len(NAMES))
        first = wrong[0]
        transposed = tuple(found[first]) == right[first][::-1]  # type: ignore[index]
        mistake = {
            "loss": "A7",
            "grad_w2": "C2" if transposed else None,
            "grad_w1": "E2" if transposed else None,
        }.get(first)
        return finding if mistake is None else name_mistake(finding, mistake)


class FirstNumber(Exercise):
    """2.11 first_number(N, D_in, H, D_out) -> float: the expected first loss for standard normal x, y, w1 and w2."""

    key = "first_number"
    seeds = (64, 1000, 100, 10)
    others = ((1, 1, 1, 1), (3, 2, 1, 4), (16, 4, 3, 2), (128, 20, 50, 1))
    allowed = 1e-2

    def expected(self, n: int, d_in: int, hidden: int, d_out: int) -> float:
        """E[loss] in closed form: every entry of y_pred - y has variance 1 + H D_in / 2, and there are N D_out of them.

        Each h is a sum of D_in products of independent standard normals (variance D_in); its ReLU keeps half of the
        second moment; w2 sums H of them; the target adds 1. Measured over 600 draws at the seeds' sizes: 31.8M +- 0.2M.
        """
        return n * d_out * (1 + hidden * d_in / 2)

    def visible(self, answer: Answer) -> Report:
        finding = self._judge(answer, self.seeds, show=True)
        return Report(finding, () if finding else (message("checked.first_number"),))

    @property
    def conditions(self) -> Mapping[str, Condition]:
        return {
            "other_sizes": Condition("values", self._other_sizes, self._drawn, lambda all_: [*map(_lettered, all_)])
        }

    def _drawn(self, rng: np.random.Generator) -> tuple[tuple[int, ...], ...]:
        return (*self.others, tuple(int(s) for s in rng.integers(1, 30, size=4)))

    def _other_sizes(self, answer: Answer, drawn: tuple[tuple[int, ...], ...]) -> Finding | None:
        for sizes in drawn:
            finding = self._judge(answer, sizes, show=False)
            if finding is not None:
                return finding
        return None

    def _judge(self, answer: Answer, sizes: tuple[int, ...], *, show: bool) -> Finding | None:
        reply = ask(answer, _lettered(sizes))
        finding = implemented_and_runs(reply, self.key) or type_and_shape(
            reply.value, Output(self.key, ()), _lettered(sizes), None
        )
        if finding is not None:
            return finding
        found, expected = float(np.asarray(reply.value)), self.expected(*sizes)
        if abs(found - expected) <= self.allowed * expected:
            return None
        finding = Finding(
            law="values",
            what=message("law.first_number_found", found=f"{found:,.0f}") if show else message("law.first_number"),
            next_step=message("next.first_number"),
        )
        mistake = self._name(answer)
        return finding if mistake is None else name_mistake(finding, mistake)

    def _name(self, answer: Answer) -> str | None:
        """The mistake whose formula gives the student's number at every size asked."""
        guises: list[tuple[str, Callable[[int, int, int, int], float]]] = [
            ("A1", lambda n, d, h, o: 1 + h * d / 2),
            ("A2", lambda n, d, h, o: o * (1 + h * d / 2)),
            ("A12", lambda n, d, h, o: n * o * (1 + h * d)),
            ("A12", lambda n, d, h, o: n * o * h * d),
            ("A13", lambda n, d, h, o: n * o * h * d / 2),
            ("A14", lambda n, d, h, o: n * o * (1 + h * d * (1 / 2 - 1 / (2 * np.pi)))),
            ("A14", lambda n, d, h, o: n * o * (1 + h * d / (2 * np.pi))),
        ]
        known = (self.seeds, *self.others)
        foresee(answer, [*map(_lettered, known)])
        replies: list[tuple[tuple[int, ...], Reply]] = [(sizes, ask(answer, _lettered(sizes))) for sizes in known]
        for mistake, guise in guises:
            if all(_close(reply.value, guise(*sizes)) for sizes, reply in replies):
                return mistake
        return None


def _lettered(sizes: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(LETTERS, sizes, strict=True))


def _close(value: object, expected: float) -> bool:
    number = isinstance(value, (float, int, np.floating)) and not isinstance(value, bool)
    return number and abs(float(value) - expected) <= 1e-6 * abs(expected)  # type: ignore[arg-type]
