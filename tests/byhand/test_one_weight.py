"""Unit 1 beyond its bank: unlisted mistakes get no name, edges cost half, manners, witnesses, and the facts it builds on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from byhand.compare import relative_error
from byhand.inside import diary, expressions
from byhand.pictures import valley
from byhand.units import one_weight
from byhand.units.one_weight import EXERCISES
from byhand.units.one_weight.fresh_start import CHAINS, FreshGrad
from byhand.units.one_weight.graphs import NODES, path
from byhand.units.one_weight.samples import SampleExercise, draw, loss_along
from byhand.units.one_weight.slopes import GradW, Slope, mean_slope
from byhand.units.one_weight.walking import Descend, stepped
from byhand.units.one_weight.ways_out import BELIEFS, PREDICTIONS

Function = Callable[..., Any]


def predict(w: float, x: Any) -> Any:
    return w * x


def mse(y_hat: Any, y: Any) -> Any:
    if y_hat.shape != y.shape:
        raise ValueError("shapes differ")
    return ((y_hat - y) ** 2).mean()


def slope(f: Function, w: float, eps: float = 1e-6) -> float:
    return (f(w + eps) - f(w - eps)) / (2 * eps)


def grad_w(w: float, x: Any, y: Any) -> Any:
    return 2 * (x * (w * x - y)).mean()


def descend(x: Any, y: Any, w0: float, lr: float, steps: int) -> list[float]:
    weights = [w0]
    for _ in range(steps):
        weights.append(weights[-1] - lr * grad_w(weights[-1], x, y))
    return weights


def autograd_grad(w: float, x: Any, y: Any) -> float:
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        loss = ((weight * x - y) ** 2).mean()
    loss.backward()
    return float(weight.grad)


def exits(x: Any) -> tuple[Any, ...]:
    return x.detach() + 2, x.detach() + 2, x.detach() + 2


def predictions() -> dict[str, bool]:
    return {name: truth() for name, truth in PREDICTIONS.items()}


def graph_names(t: Any) -> list[str]:
    names, node = [], t.grad_fn
    while node is not None:
        names.append(type(node).__name__.split("Backward")[0])
        node = next((n for n, _ in node.next_functions if n is not None), None)
    return names


def fresh_grad(loss_fn: Function, w: Any) -> Any:
    w.grad = None
    loss_fn(w).backward()
    return w.grad


def exam(key: str, answer: Function) -> Any:
    """The exam of a unit's test cell, its helpers beside the answer."""
    asked: dict[str, Function] = {
        "graph_names": lambda steps: answer(expressions.built(steps)),
        "fresh_grad": lambda steps, w, before: expressions.fresh_twice(answer, steps, w, before),
    }
    if key == "descend":
        return one_weight.descend(answer, grad_w, points=2, hidden=0)
    if key == "autograd_grad":
        return one_weight.autograd_grad(answer, lambda *q: diary.watched(answer, *q), points=2, hidden=0)
    if key == "exits":
        return one_weight.exits(answer, predictions, points=3, hidden=0)
    return one_weight.exam(key, asked.get(key, answer), points=2, hidden=0)


RIGHT: dict[str, Function] = {
    "predict": predict,
    "mse": mse,
    "slope": slope,
    "grad_w": grad_w,
    "descend": descend,
    "autograd_grad": autograd_grad,
    "graph_names": graph_names,
    "exits": exits,
    "fresh_grad": fresh_grad,
}


@pytest.mark.parametrize("key", EXERCISES)
def test_a_right_answer_passes_every_hidden_check_on_any_draw(key: str) -> None:
    for _ in range(5):
        found = exam(key, RIGHT[key])
        for condition in found.exercise.conditions:
            found.hidden(condition)
        assert not found.findings, (found.draw, found.findings)
        assert found.report.checked


@pytest.mark.parametrize("key", EXERCISES)
def test_a_stub_is_unanswered_and_a_crash_is_told_without_a_name(key: str) -> None:
    def stub(*_: object, **__: object) -> None:
        raise NotImplementedError

    def crash(*_: object, **__: object) -> None:
        raise LookupError("no such thing")

    assert exam(key, stub).status == "unanswered"
    crashed = exam(key, crash)
    assert crashed.earned == 0
    assert crashed.diagnosis is None
    assert crashed.findings[0].law == "runs"


# -- a mistake nobody listed

UNLISTED: list[tuple[str, Function]] = [
    ("predict", lambda w, x: w * x + 0.25),
    ("predict", lambda w, x: w * x * x),
    ("mse", lambda a, b: 0.3 * mse(a, b)),
    ("mse", lambda a, b: ((a - b) ** 4).mean()),
    ("mse", lambda a, b: float(np.median((a - b) ** 2))),
    ("slope", lambda f, w, eps: 3 * slope(f, w, eps)),
    ("slope", lambda f, w, eps: (f(w + 3 * eps) - f(w)) / (3 * eps)),
    ("grad_w", lambda w, x, y: 0.3 * grad_w(w, x, y)),
    ("grad_w", lambda w, x, y: grad_w(w, x, y) + 0.5),
    ("grad_w", lambda w, x, y: 2 * (x[0] * (w * x[0] - y[0]))),
    ("descend", lambda x, y, w0, lr, steps: descend(x, y, w0, lr / 3, steps)),
    ("descend", lambda x, y, w0, lr, steps: [w0] * (steps + 1)),
    ("autograd_grad", lambda w, x, y: 3 * autograd_grad(w, x, y)),
    ("autograd_grad", lambda w, x, y: 2 * autograd_grad(w, x, y)),
    ("autograd_grad", lambda w, x, y: None),
    ("graph_names", lambda t: [*graph_names(t), "Leaf"]),
    ("graph_names", lambda t: [name.lower() for name in graph_names(t)]),
    ("exits", lambda x: (x.detach() + 2, x.detach() + 2, x + 2)),
    ("exits", lambda x: (x.detach() + 2, x.detach() + 2, x.detach() + 3)),
    ("fresh_grad", lambda f, w: 2 * fresh_grad(f, w)),
    ("fresh_grad", lambda f, w: torch.zeros_like(w)),
    ("fresh_grad", lambda f, w: fresh_grad(f, w).abs()),
]


@pytest.mark.parametrize(("key", "answer"), UNLISTED, ids=[f"{key}-{n}" for n, (key, _) in enumerate(UNLISTED)])
def test_an_unlisted_mistake_is_refused_without_a_name_and_with_a_next_step(key: str, answer: Function) -> None:
    found = exam(key, answer)
    assert found.earned == 0
    assert found.diagnosis is None
    assert found.findings[0].cause is None
    assert found.findings[0].next_step.said("en")


@pytest.mark.parametrize(("key", "number"), [("mse", 2), ("grad_w", 7), ("slope", 5), ("descend", 10)])
def test_a_wrong_number_stands_on_the_card_beside_the_right_one(key: str, number: int) -> None:
    found = exam(key, UNLISTED[number][1])
    assert found.findings[0].how_much is not None
    assert "yours" in found.card(hidden_ran=False).text()


# -- edges


def four_calls(f: Function, w: float, eps: float = 1e-6) -> float:
    return (slope(f, w, eps) + slope(f, w, eps)) / 2


def coarse_default(f: Function, w: float, eps: float = 1e-1) -> float:
    return slope(f, w, eps)


def at_least_one_step(x: Any, y: Any, w0: float, lr: float, steps: int) -> list[float]:
    return descend(x, y, w0, lr, max(steps, 1))


def squeezed(w: float, x: Any) -> Any:
    return np.squeeze(w * x)


def digit_zero_only(t: Any) -> list[str]:
    names, node = [], t.grad_fn
    while node is not None:
        names.append(type(node).__name__.removesuffix("Backward0"))
        node = next((n for n, _ in node.next_functions if n is not None), None)
    return names


def first_edge_only(t: Any) -> list[str]:
    names, node = [], t.grad_fn
    while node is not None:
        names.append(type(node).__name__.split("Backward")[0])
        node = node.next_functions[0][0] if node.next_functions else None
    return names


def always_wants(x: Any) -> tuple[Any, ...]:
    c = x.requires_grad_(False) + 2
    x.requires_grad_(True)
    return x.detach() + 2, x.detach() + 2, c


def on_the_cpu(x: Any) -> tuple[Any, ...]:
    return tuple(torch.full((len(x),), 2.0, dtype=x.dtype) + x.detach() for _ in range(3))


@pytest.mark.parametrize(
    ("key", "answer", "edge"),
    [
        ("predict", squeezed, "one_sample"),
        ("mse", lambda a, b: ((a - b) ** 2).mean(), "column"),
        ("slope", four_calls, "two_calls"),
        ("slope", coarse_default, "default_eps"),
        ("grad_w", lambda w, x, y: grad_w(w, x, y) if len(x) > 1 else 0.0, "one_sample"),
        ("descend", at_least_one_step, "no_steps"),
        ("graph_names", digit_zero_only, "other_digit"),
        ("graph_names", first_edge_only, "constant_first"),
        ("graph_names", lambda t: graph_names(t) or ["AccumulateGrad"], "only_a_leaf"),
        ("exits", always_wants, "exits_without_wish"),
        ("fresh_grad", lambda f, w: fresh_grad(f, w).double(), "fresh_in_float32"),
    ],
)
def test_right_on_ordinary_numbers_and_wrong_at_an_edge_is_worth_half(key: str, answer: Function, edge: str) -> None:
    found = exam(key, answer)
    assert not found.findings, found.card(hidden_ran=False).text()
    for condition in found.exercise.conditions:
        found.hidden(condition)
    assert found.earned == found.points / 2
    assert {f.condition.key for f in found.findings if f.condition} == {f"condition.{edge}"}


def test_a_gradient_left_over_is_an_edge_for_who_counts_his_calls() -> None:
    def only_its_own(loss_fn: Function, w: Any) -> Any:
        before = None if w.grad is None else w.grad.clone()
        loss_fn(w).backward()
        return w.grad if before is None or not hasattr(w, "seen") else w.grad - before

    def remembering(loss_fn: Function, w: Any) -> Any:
        found = only_its_own(loss_fn, w)
        w.seen = True
        return found

    found = exam("fresh_grad", remembering)
    assert not found.findings
    found.hidden("grad_left_over")
    assert found.earned == 1


# -- manners


def touches_numpy(w: float, x: Any) -> Any:
    np.random.random()
    return w * x


def moves_torch(w: float, x: Any, y: Any) -> float:
    torch.rand(1)
    return autograd_grad(w, x, y)


def leaves_recording_off(w: float, x: Any, y: Any) -> float:
    found = autograd_grad(w, x, y)
    torch.set_grad_enabled(False)
    return found


def fills_the_caller(w: float, x: Any, y: Any) -> float:
    x.requires_grad_()
    return autograd_grad(w, x, y)


@pytest.mark.parametrize(
    ("key", "answer", "what"),
    [
        ("predict", touches_numpy, "law.generator"),
        ("predict", lambda w, x: x if w is None else np.multiply(w, x, out=x), "law.changed"),
        ("autograd_grad", moves_torch, "law.generator_torch"),
        ("autograd_grad", leaves_recording_off, "law.switched"),
        ("autograd_grad", fills_the_caller, "law.changed"),
        ("exits", lambda x: (x.detach(), x.detach() + 2, x.detach() + 2), "law.shared"),
    ],
)
def test_manners_come_before_values(key: str, answer: Function, what: str) -> None:
    found = exam(key, answer)
    assert found.earned == 0
    assert found.findings[0].what.key == what
    assert torch.is_grad_enabled()


# -- a wrong earlier answer costs once


def test_a_walk_along_a_wrong_slope_of_the_students_own_is_right() -> None:
    def half(w: float, x: Any, y: Any) -> float:
        return grad_w(w, x, y) / 2

    def walk(x: Any, y: Any, w0: float, lr: float, steps: int) -> list[float]:
        weights = [w0]
        for _ in range(steps):
            weights.append(weights[-1] - lr * half(weights[-1], x, y))
        return weights

    found = one_weight.descend(walk, half, points=3, hidden=0)
    for condition in found.exercise.conditions:
        found.hidden(condition)
    assert found.earned == 3
    assert one_weight.descend(walk, grad_w, points=3, hidden=0).diagnosis == "E3"


def test_a_walk_waits_for_the_slope_that_it_calls() -> None:
    def stub(w: float, x: Any, y: Any) -> float:
        raise NotImplementedError

    def walk(x: Any, y: Any, w0: float, lr: float, steps: int) -> list[float]:
        return [w0, stub(w0, x, y)]

    found = one_weight.descend(walk, stub, points=3, hidden=0)
    assert found.findings[0].what.key == "law.piece_missing"
    assert found.status == "unanswered"


def test_predictions_cost_one_point_of_three_and_name_what_was_believed() -> None:
    for name in PREDICTIONS:
        said = predictions() | {name: not PREDICTIONS[name]()}
        found = one_weight.exits(exits, lambda said=said: said, points=3, hidden=0)
        found.hidden("predictions")
        assert found.earned == 2.5
        assert found.diagnosis == BELIEFS.get(name)
    empty = one_weight.exits(exits, lambda: {}, points=3, hidden=0)
    empty.hidden("predictions")
    assert empty.earned == 2
    assert empty.diagnosis is None


# -- fixtures and witnesses


@pytest.mark.parametrize("key", [k for k, e in EXERCISES.items() if isinstance(e, SampleExercise)])
def test_visible_numbers_are_the_same_every_time_and_tell_every_mistake_from_the_reference(key: str) -> None:
    exercise: Any = EXERCISES[key]
    for first, second in zip(exercise.cases, type(exercise)().cases, strict=True):
        np.testing.assert_array_equal(first.x, second.x)
        right = exercise.reference(first)[0]
        for hypothesis in exercise.hypotheses:
            if hypothesis.predict is not None:
                wrong = hypothesis.predict(first)
                assert np.shape(wrong) != np.shape(right) or relative_error(wrong, right) > 1e-3, hypothesis.mistake


def test_finite_differences_agree_with_the_references() -> None:
    rng = np.random.default_rng()
    sample = draw(rng, 9)
    along = loss_along(sample)

    def loss(w: float) -> float:
        return float(along(torch.tensor(w, dtype=torch.float64)))

    measured = slope(loss, sample.w, 1e-4)
    assert relative_error(np.asarray(measured), GradW().reference(sample)[0]) < 1e-6

    case = Slope().cases[1]
    chord = slope(lambda w: float(np.exp(w)), case.w, case.eps)
    assert relative_error(np.asarray(chord), mean_slope(case.curve, case.w - case.eps, case.w + case.eps)) < 1e-12

    question = FreshGrad().cases[1]
    right = FreshGrad().reference(question)[0]
    for entry in range(len(right)):
        nudge = torch.zeros_like(question.w)
        nudge[entry] = 1e-5
        high, low = (float(expressions.chain(question.w + way * nudge, question.steps)) for way in (1, -1))
        assert abs((high - low) / 2e-5 - right[entry]) < 1e-8


def test_a_walk_is_what_torchs_own_optimizer_does() -> None:
    exercise = Descend()
    case = exercise.cases[0]
    w = torch.tensor(case.w, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=exercise.lr)
    passed = [w.item()]
    for _ in range(exercise.steps):
        optimizer.zero_grad()
        loss_along(case)(w).backward()
        optimizer.step()
        passed.append(w.item())
    np.testing.assert_allclose(exercise.reference(case)[0], passed, rtol=1e-12)
    assert stepped(1.0, 2.0, 0.25) == 0.5


# -- the facts this unit builds on


@pytest.mark.parametrize("step", NODES)
def test_torch_calls_its_nodes_what_the_unit_says(step: str) -> None:
    assert graph_names(expressions.built((step,))) == path((step,))


def test_the_menu_of_steps_is_the_list_of_nodes() -> None:
    assert set(NODES) == set(expressions.STEPS)
    assert {step for chain in CHAINS for step in chain} <= set(NODES)


def test_the_worked_example_of_the_seed() -> None:
    z = expressions.built(("add", "times_itself", "double", "mean"))
    assert graph_names(z) == ["Mean", "Mul", "Mul", "Add", "AccumulateGrad"]
    x = torch.tensor([-0.2124, -0.1003, -0.3773], requires_grad=True)
    expressions.chain(x, ("add", "times_itself", "double", "mean")).backward()
    assert [round(float(entry), 4) for entry in x.grad] == [2.3835, 2.5329, 2.1636]


def test_the_riddle_is_a_lie() -> None:
    x = torch.randn(3, requires_grad=True)
    x.requires_grad_(False)
    assert (x + 2).grad_fn is None


def test_a_diary_tells_a_walk_from_a_leaf_and_a_read_of_a_computed_tensor() -> None:
    def lost() -> None:
        torch.tensor(1.0, requires_grad=True).backward()

    def computed() -> Any:
        return (torch.tensor(1.0, requires_grad=True) * 2).grad

    assert "backward.from_leaf" in [name for name, *_ in diary.watched(lost)[0]]
    assert "grad.read_of_computed" in [name for name, *_ in diary.watched(computed)[0]]
    entries, error = diary.watched(lambda: 1 / 0)
    assert entries == []
    assert error.startswith("ZeroDivisionError")


# -- the picture


def parabola(w: float) -> float:
    return (w - 2) ** 2 + 1


def test_the_valley_says_where_the_bottom_is_and_how_each_walk_ends() -> None:
    tangent = valley(parabola, at=-1.0, slope=-6.0)
    assert "lowest near w = 2.0, with about 1.0" in repr(tangent)
    assert "slope -6.00" in repr(tangent)
    walks = {lr: [2 - 3 * (1 - 2 * lr) ** t for t in range(9)] for lr in (0.04, 0.4, 1.1)}
    said = repr(valley(parabola, walks=walks))
    assert "With lr = 0.04, 8 steps lead from w = -1.0 to w = 0.46, not yet" in said
    assert "With lr = 0.4, 8 steps lead from w = -1.0 to w = 2.0, at the bottom" in said
    assert "With lr = 1.1, the steps jump from side to side and climb" in said
    assert valley(parabola).png == valley(parabola).png


def test_the_valley_says_what_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="the loss was ndarray"):
        valley(lambda w: np.zeros(3))
    with pytest.raises(ValueError, match=r"The walk with lr = 0\.1 cannot be drawn"):
        valley(parabola, walks={0.1: None})
    assert valley(lambda w: 3.0, at=1.0, slope=0.0).png
    assert valley(lambda w: -w * w, at=1.0, slope=-2.0).png
    assert valley(parabola, walks={1.0: [1.0, float("nan"), 2.0]}).png
