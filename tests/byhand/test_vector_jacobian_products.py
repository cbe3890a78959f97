"""Unit 5's checks beyond the bank: unlisted mistakes get no name, edges cost half, references hold, pictures refuse kindly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from byhand import pictures, tensors
from byhand.compare import relative_error
from byhand.exam import Exam
from byhand.inside import functions, lending, vectors
from byhand.tensors import numbers
from byhand.units.vector_jacobian_products import EXERCISES, exam
from byhand.units.vector_jacobian_products.own_function import OwnFunction
from byhand.units.vector_jacobian_products.question import Question, TensorExercise

ALL: list[TensorExercise] = list(EXERCISES.values())  # type: ignore[arg-type]


def unbroadcast(g: Tensor, shape: tuple[int, ...]) -> Tensor:
    return lending.unbroadcast(g, shape).detach().clone()


def vjp_matmul(g: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    return tuple(t.detach() for t in lending.vjp_matmul(g, a, b))


def vjp_add(g: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    return tuple(t.detach().clone() for t in lending.vjp_add(g, a, b))


def vjp_relu(g: Tensor, h: Tensor) -> Tensor:
    return lending.vjp_relu(g, h).detach()


def vjp_sse(g: Tensor, y_pred: Tensor, y: Tensor) -> Tensor:
    leaf = y_pred.detach().requires_grad_()
    (found,) = torch.autograd.grad(((leaf - y) ** 2).sum(), leaf, g)
    return found


def relu_function(backward: Callable[..., Any]) -> Callable[..., object]:
    """`asked` of exercise 5.6 for a Function whose backward is backward(x, g)."""

    class MyReLU(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx: Any, g: Tensor) -> Any:
            return backward(ctx.saved_tensors[0], g)

    def my_relu(x: Tensor) -> Tensor:
        result: Tensor = MyReLU.apply(x)  # type: ignore[no-untyped-call]
        return result

    return lambda way, g, x: functions.observed(my_relu, way, g, [x])


def linear_function(backward: Callable[..., Any]) -> Callable[..., object]:
    """`asked` of exercise 5.7 for a Function whose backward is backward(x, w, g, needs)."""

    class MyLinear(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor, w: Tensor, b: Tensor | None) -> Tensor:
            ctx.save_for_backward(x, w)
            return x @ w if b is None else x @ w + b

        @staticmethod
        def backward(ctx: Any, g: Tensor) -> Any:
            return backward(*ctx.saved_tensors, g, ctx.needs_input_grad)

    def my_linear(x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
        result: Tensor = MyLinear.apply(x, w, b)  # type: ignore[no-untyped-call]
        return result

    return lambda way, g, x, w, b: functions.observed(my_linear, way, g, [x, w, b])


def right_linear(x: Tensor, w: Tensor, g: Tensor, needs: tuple[bool, ...]) -> tuple[Tensor | None, ...]:
    gx, gw = lending.vjp_matmul(g, x, w)
    return gx, gw if needs[1] else None, g.sum(0) if needs[2] else None


def jacobian(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    found: Tensor = torch.autograd.functional.jacobian(f, x)  # type: ignore[no-untyped-call]
    return found


def asked_jacobian(answer: Callable[..., Tensor]) -> Callable[..., object]:
    return lambda name, m, x: vectors.jacobian(answer, name, m, x)


RIGHT: dict[str, Callable[..., object]] = {
    "unbroadcast": unbroadcast,
    "vjp_matmul": vjp_matmul,
    "vjp_add": vjp_add,
    "vjp_relu": vjp_relu,
    "vjp_sse": vjp_sse,
    "my_relu": relu_function(lambda x, g: lending.vjp_relu(g, x)),
    "my_linear": linear_function(right_linear),
    "jacobian_from_vjps": asked_jacobian(jacobian),
}


def examined(key: str, answer: Callable[..., object], conditions: list[str] | None = None) -> Exam:
    """Everything asked of an answer worth 4 points, or only these hidden conditions besides what is visible."""
    wanted = list(EXERCISES[key].conditions) if conditions is None else conditions
    found = exam(key, answer, points=4, hidden=len(wanted))
    for condition in wanted:
        found.hidden(condition)
    return found


@pytest.mark.parametrize("key", EXERCISES)
@pytest.mark.parametrize("draw", range(5))
def test_an_answer_by_autograd_gets_everything_whatever_is_drawn(key: str, draw: int) -> None:
    found = examined(key, RIGHT[key])
    assert found.earned == 4, (found.draw, found.findings)


def moved(answer: Callable[..., object]) -> Callable[..., object]:
    """The right answer with the last entry of its last tensor moved: a mistake that nobody listed."""

    def wrong(*arguments: object) -> object:
        value: Any = answer(*arguments)
        last = value[-1] if isinstance(value, tuple) else value
        last.view(-1)[-1] += 0.5 if last.numel() else 0
        return value

    return wrong


def bent(t: Tensor) -> Tensor:
    """A tensor of the same shape with its last entry moved."""
    offset = torch.zeros_like(t)
    offset.view(-1)[-1] = 0.5
    return t + offset


UNLISTED: dict[str, Callable[..., object]] = {
    **{key: moved(RIGHT[key]) for key in ("vjp_matmul", "vjp_relu", "vjp_sse", "vjp_add", "unbroadcast")},
    "my_relu": relu_function(lambda x, g: bent(lending.vjp_relu(g, x))),
    "my_linear": linear_function(lambda x, w, g, needs: (*right_linear(x, w, g, needs)[:2], bent(g.sum(0)))),
    "jacobian_from_vjps": asked_jacobian(lambda f, x: bent(jacobian(f, x))),
}


@pytest.mark.parametrize("key", EXERCISES)
def test_an_unlisted_mistake_gets_numbers_and_a_next_step_and_no_name(key: str) -> None:
    found = examined(key, UNLISTED[key], [])
    assert found.earned == 0
    assert found.diagnosis is None, found.diagnosis
    finding = found.findings[0]
    assert finding.cause is None
    assert finding.where is not None
    assert finding.how_much is not None
    assert finding.next_step.said("en")


@pytest.mark.parametrize("factor", [3.0, 0.25, -2.0, 0.1])
@pytest.mark.parametrize("key", ["unbroadcast", "vjp_matmul", "vjp_add", "vjp_relu", "vjp_sse"])
def test_a_scale_nobody_listed_is_not_taken_for_one_that_is(key: str, factor: float) -> None:
    def scaled(*arguments: object) -> object:
        value: Any = RIGHT[key](*arguments)
        return tuple(factor * t for t in value) if isinstance(value, tuple) else factor * value

    found = examined(key, scaled, [])
    assert found.earned == 0
    assert found.diagnosis is None, found.diagnosis


@pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.key)
def test_visible_numbers_are_the_same_every_time_and_tell_mistakes_apart(exercise: TensorExercise) -> None:
    again = type(exercise)()
    for first, second in zip(exercise.cases, again.cases, strict=True):
        assert relative_error(exercise.reference(first)[-1], again.reference(second)[-1]) == 0
        for hypothesis in exercise.hypotheses:
            if hypothesis.predict is not None and len(exercise.outputs) == 1:
                wrong, right = hypothesis.predict(first), exercise.reference(first)[0]
                assert np.shape(wrong) != right.shape or relative_error(wrong, right) > 1e-3, hypothesis.mistake


def by_differences(forward: Callable[..., Tensor], leaves: list[Tensor], g: Tensor, place: int) -> np.ndarray:
    """The gradient of <g, forward> with respect to one input by central differences: the witness of the reference."""
    slopes = torch.zeros_like(leaves[place])
    for index in np.ndindex(*slopes.shape):
        ends = []
        for step in (1e-6, -1e-6):
            shifted = [t.clone() for t in leaves]
            shifted[place][index] += step
            ends.append(float((g * forward(*shifted)).sum()))
        slopes[index] = (ends[0] - ends[1]) / 2e-6
    return slopes.numpy()


FORWARD: dict[str, tuple[Callable[..., Tensor], tuple[str, ...]]] = {
    "vjp_matmul": (torch.matmul, ("a", "b")),
    "vjp_add": (torch.add, ("a", "b")),
    "vjp_relu": (torch.relu, ("h",)),
    "my_relu": (torch.relu, ("x",)),
    "my_linear": (lambda x, w, b: x @ w + b, ("x", "w", "b")),
}


@pytest.mark.parametrize("key", FORWARD)
def test_finite_differences_agree_with_the_reference(key: str) -> None:
    forward, names = FORWARD[key]
    exercise: Any = EXERCISES[key]
    case: Question = exercise.cases[0]
    leaves = [torch.from_numpy(case.array(name)) for name in names]
    right = exercise.reference(case)[-len(names) :]
    for place, expected in enumerate(right):
        found = by_differences(forward, leaves, torch.from_numpy(case.array("g")), place)
        assert relative_error(found, expected) < 1e-7


def writes_and_mends(x: Tensor, g: Tensor) -> Tensor:
    """Writes into the upstream gradient and puts everything back, which an expanded one does not allow."""
    kept = g.clone()
    g[x < 0] = 0
    result = g.clone()
    g.copy_(kept)
    return result


EDGES: list[tuple[str, Callable[..., object], str]] = [
    ("unbroadcast", lambda g, shape: unbroadcast(g, shape) if len(shape) else g, "scalar_shape"),
    ("unbroadcast", lambda g, shape: unbroadcast(g.double(), shape), "float32"),
    ("vjp_matmul", lambda g, a, b: tuple(t.double() for t in vjp_matmul(g, a, b)), "float32"),
    (
        "vjp_matmul",
        lambda g, a, b: vjp_matmul(g, a.view(-1).view(a.shape), b),
        "strided",
    ),
    ("vjp_relu", lambda g, h: writes_and_mends(h, g), "upstream_expanded"),
    ("vjp_relu", lambda g, h: g * (h > 0) + (h == 0) * 2 * g, "exact_zeros"),
    ("vjp_relu", lambda g, h: torch.where(h > 0, g, torch.zeros(g.shape, dtype=g.dtype)), "device_meta"),
    ("vjp_sse", lambda g, p, y: vjp_sse(g, p, y) / g.abs() * g.abs(), "nothing_arrives"),
    ("my_relu", relu_function(lambda x, g: g.detach() * (x > 0)), "differentiated_twice"),
    ("my_relu", relu_function(lambda x, g: writes_and_mends(x, g)), "upstream_of_sum"),
]


@pytest.mark.parametrize(
    ("key", "answer", "condition"), EDGES, ids=[f"{k}-{c}-{i}" for i, (k, _, c) in enumerate(EDGES)]
)
def test_an_edge_costs_half(key: str, answer: Callable[..., object], condition: str) -> None:
    found = examined(key, answer, [condition])
    assert found.earned == 2, found.findings
    assert found.findings[0].condition is not None
    assert found.findings[0].where is None


@pytest.mark.parametrize("slope", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("key", ["vjp_relu", "my_relu"])
def test_any_slope_of_the_corner_is_right(key: str, slope: float) -> None:
    def gate(x: Tensor, g: Tensor) -> Tensor:
        return g * torch.where(x == 0, slope, (x > 0).to(g.dtype))

    answer = relu_function(gate) if key == "my_relu" else lambda g, h: gate(h, g)
    assert examined(key, answer).earned == 4


@pytest.mark.parametrize("slope", [-0.2, 1.3])
def test_no_other_slope_of_the_corner_is(slope: float) -> None:
    def gate(x: Tensor, g: Tensor) -> Tensor:
        return g * torch.where(x == 0, slope, (x > 0).to(g.dtype))

    assert examined("my_relu", relu_function(gate), ["corner_zeros"]).earned == 2


def test_a_stub_is_unanswered_wherever_it_stands() -> None:
    def stub(*arguments: object) -> object:
        raise NotImplementedError

    for key in ("unbroadcast", "vjp_matmul", "vjp_add", "vjp_relu", "vjp_sse"):
        assert examined(key, stub, []).status == "unanswered"
    assert examined("my_relu", relu_function(stub), []).status == "unanswered"
    assert examined("my_linear", linear_function(stub), []).status == "unanswered"
    assert examined("jacobian_from_vjps", asked_jacobian(stub), []).status == "unanswered"  # type: ignore[arg-type]


def test_a_wrong_earlier_answer_costs_once() -> None:
    """While vjp_add is asked, a right unbroadcast stands under its name, and the notebook's own is put back."""
    space: dict[str, Any] = {}
    source = "def unbroadcast(g, shape): return g\ndef vjp_add(g, a, b): return unbroadcast(g, a.shape), unbroadcast(g, b.shape)"
    exec(source, space)
    own = space["unbroadcast"]
    found = examined("vjp_add", lambda g, a, b: functions.call(space["vjp_add"], g, a, b))
    assert found.earned == 4
    assert space["unbroadcast"] is own
    assert exam("unbroadcast", own, points=4, hidden=8).earned == 0


def test_bonus_of_the_matrix_product_is_a_remark() -> None:
    note = [n.key for n in exam("vjp_matmul", vjp_matmul, points=3, hidden=7).report.notes]
    assert note == ["note.vectors"]
    plain = exam("vjp_matmul", lambda g, a, b: (g @ b.T, a.T @ g), points=3, hidden=7)
    assert plain.earned == 3
    assert not plain.report.notes


def test_backward_is_watched_and_left_as_it_was() -> None:
    exercise: OwnFunction = EXERCISES["my_relu"]  # type: ignore[assignment]
    case = exercise.cases[0]
    seen: list[int] = []
    answer = relu_function(lambda x, g: seen.append(1) or lending.vjp_relu(g, x))
    for _ in range(2):
        report: Any = answer("given", case.given["g"], case.given["x"])
        assert report["returned"] == [[tuple(case.given["x"].shape)]]
    assert len(seen) == 2


@pytest.mark.parametrize("shape", [(3, 4), (1, 4), (0, 4)])
def test_an_expanded_tensor_is_copied_as_one(shape: tuple[int, ...]) -> None:
    one = torch.tensor(2.0).expand(shape)
    copy = tensors.copied(one)
    assert copy.stride() == one.stride()
    assert tensors.unchanged(one, copy)
    assert not tensors.share_memory(one, copy)


def test_spotlights_show_columns_summed_under_ones_and_the_dead_row() -> None:
    table = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [10.0, 20.0, 30.0]])
    picture = pictures.spotlights(table, torch.tensor([1.0, 5.0, -2.0]))
    assert picture.png.startswith(b"\x89PNG")
    said = repr(picture)
    assert "sums of the columns: (11.00, 22.00, 33.00)" in said
    assert "row 2: (10.00, 20.00, 30.00)" in said
    assert "(−19.00, −38.00, −57.00)" in said
    assert "0 throughout: 1." in said


@pytest.mark.parametrize("v", [None, [1.0, 2.0], [1.0, float("nan"), 0.0], "abc"])
def test_spotlights_say_what_they_need(v: object) -> None:
    with pytest.raises(ValueError, match="one finite number for each of the 3 rows"):
        pictures.spotlights(np.eye(3), v)


def test_lent_recipes_are_autograds_own() -> None:
    g, a, b = (torch.randn(shape, dtype=torch.float64) for shape in ((4, 3), (4, 5), (5, 3)))
    ga, gb = lending.vjp_matmul(g, a, b)
    leaves = a.clone().requires_grad_(), b.clone().requires_grad_()
    expected = torch.autograd.grad(leaves[0] @ leaves[1], leaves, g)
    assert relative_error(numbers(ga), numbers(expected[0])) < 1e-15
    assert relative_error(numbers(gb), numbers(expected[1])) < 1e-15
