"""Unit 4: unlisted mistakes get numbers and no name, edges cost half, a wrong step costs once, and the references hold."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from byhand.exam import Exam
from byhand.inside import comparing, graphs, making, steps, watching
from byhand.units import autograd_takes_over as unit
from byhand.units.autograd_takes_over import predictions, runs
from byhand.units.autograd_takes_over.questions import TensorExercise, right_gradients
from byhand.units.autograd_takes_over.step import SgdStep

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


# -- right answers, to be spoiled


def manual_grads(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> Any:
    w1, w2 = w1.detach(), w2.detach()
    h = x.mm(w1)
    h_relu = h.clamp(min=0)
    g = 2 * (h_relu.mm(w2) - y)
    return (g / 2).square().sum(), x.t().mm(g.mm(w2.t()) * (h > 0)), h_relu.t().mm(g)


def autograd_grads(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> Any:
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    return (loss.item(), *torch.autograd.grad(loss, [w1, w2]))


def sgd_step_(params: list[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None


def trainer(step: Callable[[list[Tensor], float], None]) -> Callable[..., list[float]]:
    def train_autograd(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, lr: float, steps: int) -> list[float]:
        w1, w2 = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
        losses = []
        for _ in range(steps):
            loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
            losses.append(loss.item())
            loss.backward()
            step([w1, w2], lr)
        return losses

    return train_autograd


def asked(key: str, function: Callable[..., object]) -> Callable[..., object]:
    """The function as the notebook's test cell hands it over."""
    ways: dict[str, Callable[..., object]] = {
        "to_tensors": making.converted,
        "init_weights": making.drawn,
        "autograd_grads": watching.asked,
        "train_autograd": watching.asked,
        "sgd_step_": steps.after,
        "compare": comparing.compared,
    }
    return (lambda *question: ways[key](function, *question)) if key in ways else function


def examine(key: str, function: Callable[..., object], *, points: int = 4, hidden: tuple[str, ...] = ()) -> Exam:
    exam = unit.exam(key, asked(key, function), points=points, hidden=len(hidden))
    for condition in hidden:
        exam.hidden(condition)
    return exam


# -- never a wrong name


def spoiled(function: Callable[..., Any], spoil: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *arguments: spoil(function(*arguments))


def one_entry(parts: Any) -> Any:
    loss, g1, g2 = parts
    noise = torch.zeros_like(g2)
    if g2.device.type != "meta":
        noise[-1, -1] = 0.5
    return loss, g1, g2 + noise


UNLISTED: dict[str, Callable[..., Any]] = {
    "manual_grads/entry": spoiled(manual_grads, one_entry),
    "manual_grads/scale": spoiled(manual_grads, lambda p: (p[0], 3 * p[1], 3 * p[2])),
    "manual_grads/loss": spoiled(manual_grads, lambda p: (1.25 * p[0], p[1], p[2])),
    "autograd_grads/entry": spoiled(autograd_grads, one_entry),
    "autograd_grads/scale": spoiled(autograd_grads, lambda p: (p[0], -p[1], p[2])),
    "train_autograd/last": spoiled(trainer(sgd_step_), lambda losses: [*losses[:-1], losses[-1] * 1.5]),
    "compare/offset": lambda a, b, start, n: (
        np.abs(np.subtract(a(*map(np.copy, start), n), b(*map(np.copy, start), n))) + 0.25
    ),
}


@pytest.mark.parametrize("story", UNLISTED)
def test_an_unlisted_mistake_gets_numbers_and_a_next_step_and_no_name(story: str) -> None:
    found = examine(story.split("/")[0], UNLISTED[story])
    assert found.earned == 0
    assert found.diagnosis is None
    finding = found.findings[0]
    assert finding.how_much is not None
    assert finding.cause is None
    assert finding.next_step.said("en")


def half_step(params: list[Tensor], lr: float) -> None:
    sgd_step_(params, lr / 2)


def forgets_where(params: list[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad.mean()  # type: ignore[union-attr]
            p.grad = None


@pytest.mark.parametrize("step", [half_step, forgets_where])
def test_an_unlisted_step_has_no_name(step: Callable[..., None]) -> None:
    found = examine("sgd_step_", step)
    assert found.earned == 0
    assert found.diagnosis is None


@pytest.mark.parametrize(
    ("make", "law"),
    [
        (lambda a, b, device, dtype: (torch.tensor(a, dtype=dtype), torch.tensor(b, dtype=dtype)), "law.device"),
        (lambda a, b, device, dtype: torch.tensor(a, dtype=dtype, device=device), "law.tuple"),
        (lambda a, b, device, dtype: (torch.tensor(b, dtype=dtype), torch.tensor(a, dtype=dtype)), "law.shape"),
        (lambda a, b, device, dtype: (a, b), "law.tensor"),
    ],
)
def test_other_faults_of_to_tensors_are_told_by_their_law(make: Callable[..., object], law: str) -> None:
    found = examine("to_tensors", make)
    assert found.findings[0].what.key == law
    assert found.diagnosis is None


def test_weights_from_another_distribution_are_refused_without_a_name() -> None:
    def uniform(d_in: int, h: int, d_out: int, *, device: Any, dtype: Any, generator: Any) -> Any:
        return [
            torch.rand(*s, dtype=dtype, generator=generator).to(device).requires_grad_()
            for s in ((d_in, h), (h, d_out))
        ]

    found = examine("init_weights", uniform, hidden=("generator", "normal"))
    assert found.earned == 0
    assert found.diagnosis is None
    assert found.findings[0].what.key == "law.not_normal"


# -- what costs how much


def test_edges_cost_half() -> None:
    def zero_grad_first_of_none(params: list[Tensor], lr: float) -> None:
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad  # type: ignore[operator]
                p.grad = None

    found = examine("sgd_step_", zero_grad_first_of_none, hidden=("fresh", "grad_none"))
    assert found.earned == 2
    assert found.diagnosis == "G8"


def test_a_step_through_data_is_right_and_remarked_upon() -> None:
    def through_data(params: list[Tensor], lr: float) -> None:
        for p in params:
            if p.grad is not None:
                p.data -= lr * p.grad
                p.grad = None

    found = examine("sgd_step_", through_data, hidden=tuple(SgdStep().conditions))
    assert found.earned == 4
    assert [note.key for note in found.report.notes] == ["note.unseen"]


def test_a_new_memory_behind_an_old_name_costs_half() -> None:
    def new_data(params: list[Tensor], lr: float) -> None:
        for p in params:
            if p.grad is not None:
                p.data = p.data - lr * p.grad
                p.grad = None

    assert examine("sgd_step_", new_data, hidden=tuple(SgdStep().conditions)).earned == 2


def uphill(params: list[Tensor], lr: float) -> None:
    sgd_step_(params, -lr)


def test_a_wrong_step_costs_its_own_points_only() -> None:
    answer = trainer(uphill)
    exam = unit.train_autograd(asked("train_autograd", answer), uphill, points=4, hidden=3)
    for condition in ("fresh", "one_sample", "one_step"):
        exam.hidden(condition)
    assert exam.earned == 4


def todo(params: list[Tensor], lr: float) -> None:
    raise NotImplementedError("TODO")


def broken(params: list[Tensor], lr: float) -> None:
    with torch.no_grad:  # type: ignore[attr-defined]
        pass


def still(params: list[Tensor], lr: float) -> None:
    for p in params:
        p.grad = None


@pytest.mark.parametrize(("step", "key"), [(todo, "missing"), (broken, "raises"), (still, "still")])
def test_a_loop_that_cannot_be_checked_before_its_step_says_so(step: Callable[..., None], key: str) -> None:
    exam = unit.train_autograd(asked("train_autograd", trainer(step)), step, points=4, hidden=0)
    assert exam.findings[0].what.key == f"law.piece_{key}"
    assert exam.diagnosis is None


def test_a_stub_of_the_loop_itself_is_a_stub() -> None:
    def stub(*arguments: object) -> None:
        raise NotImplementedError("TODO")

    exam = unit.train_autograd(asked("train_autograd", stub), todo, points=4, hidden=0)
    assert exam.findings[0].what.key == "law.implemented"


def gpu(where: str) -> Callable[..., object]:
    """As byhand.inside.making.on_gpu answers on a machine that has one."""

    def on_gpu(*tensors: Tensor) -> dict[str, object]:
        return {"value": list(manual_grads(*tensors)), "devices": [where] * 3}

    return on_gpu


@pytest.mark.parametrize(
    ("on_gpu", "earned"),
    [(making.on_gpu, 4), (gpu("cuda"), 4), (gpu("cpu"), 2), (lambda *tensors: None, 4), (lambda *tensors: 1 / 0, 2)],
)
def test_a_gpu_is_asked_where_there_is_one(on_gpu: Callable[..., Any], earned: int) -> None:
    ask = (lambda *tensors: making.on_gpu(manual_grads, *tensors)) if on_gpu is making.on_gpu else on_gpu
    exam = unit.manual_grads(manual_grads, ask, points=4, hidden=1)
    exam.hidden("gpu")
    assert exam.earned == earned


# -- manners


def test_the_global_generator_and_the_recording_stay_as_they_are() -> None:
    def draws(*arguments: Tensor) -> Any:
        torch.rand(1)
        return manual_grads(*arguments)

    def switches(*arguments: Tensor) -> Any:
        torch.set_grad_enabled(False)
        return manual_grads(*arguments)

    assert examine("manual_grads", draws).findings[0].what.key == "law.generator_torch"
    assert examine("manual_grads", switches).findings[0].what.key == "law.switched"
    assert torch.is_grad_enabled()


def test_writing_into_the_callers_tensors_is_refused() -> None:
    def overwrites(x: Tensor, *others: Tensor) -> Any:
        found = manual_grads(x, *others)
        x += 1
        return found

    assert examine("manual_grads", overwrites).findings[0].what.key == "law.changed"


# -- the references


TENSOR_EXERCISES = [exercise for exercise in unit.EXERCISES.values() if isinstance(exercise, TensorExercise)]


@pytest.mark.parametrize("exercise", TENSOR_EXERCISES, ids=lambda e: e.key)
def test_visible_numbers_are_the_same_every_time(exercise: TensorExercise) -> None:
    again = type(exercise)()
    for first, second in zip(exercise.cases, again.cases, strict=True):
        np.testing.assert_array_equal(first.case.h, second.case.h)


def test_finite_differences_agree_with_the_reference() -> None:
    question = unit.EXERCISES["manual_grads"].cases[0]  # type: ignore[attr-defined]
    _, g1, g2 = right_gradients(question)
    case = question.case

    def loss(w1: np.ndarray, w2: np.ndarray) -> float:
        return float(((np.maximum(case.x @ w1, 0) @ w2 - case.y) ** 2).sum())

    for name, gradient in (("w1", g1), ("w2", g2)):
        weight = getattr(case, name)
        for index in np.ndindex(weight.shape):
            ends = []
            for sign in (1, -1):
                moved = weight.copy()
                moved[index] += sign * 1e-4
                ends.append(loss(**{"w1": case.w1, "w2": case.w2, name: moved}))
            assert (ends[0] - ends[1]) / 2e-4 == pytest.approx(gradient[index], rel=1e-6, abs=1e-6)


def test_the_right_run_is_that_of_torchs_own_optimizer() -> None:
    case = unit.EXERCISES["train_autograd"].cases[0].case  # type: ignore[attr-defined]
    weights = [torch.tensor(w, requires_grad=True) for w in (case.w1, case.w2)]
    optimizer = torch.optim.SGD(weights, lr=2e-4)
    losses = []
    for _ in range(5):
        optimizer.zero_grad()
        loss = ((torch.tensor(case.x) @ weights[0]).relu() @ weights[1] - torch.tensor(case.y)).square().sum()
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(runs.right(case, 2e-4, 5), losses, rtol=1e-12)


def test_the_truth_about_the_snippets_is_what_running_them_shows() -> None:
    found = {name: right for name, (right, _) in predictions.truth().items()}
    assert set(found.values()) == set(predictions.ANSWERS)
    assert all(list(found.values()).count(answer) == 2 for answer in predictions.ANSWERS)


def test_the_notebook_prints_the_snippets_that_are_run() -> None:
    import course

    source = next(c.source for c in course.load("04_autograd_takes_over").cells if c.id == "predictions_text")
    for code in predictions.SNIPPETS.values():
        for line in code.splitlines():
            assert line in source, line


# -- what is observed beside the student's code


def test_nodes_in_memory_are_counted() -> None:
    keep: list[Tensor] = []

    def hoards(w: Tensor) -> None:
        for _ in range(5):
            keep.append((w * 2).sum())

    w = torch.ones(3, requires_grad=True)
    assert max(watching.alive(hoards, w)) == 10
    keep.clear()

    def lets_go(w: Tensor) -> None:
        for _ in range(5):
            (w * 2).sum()

    assert max(watching.alive(lets_go, w)) <= 3


def test_a_recorded_graph_tells_its_nodes_and_counts_memory() -> None:
    x, y = torch.ones(4, 3), torch.zeros(4, 2)
    w1, w2 = torch.ones(3, 5, requires_grad=True), torch.ones(5, 2, requires_grad=True)
    nodes = graphs.recorded(autograd_grads, {"x": x, "y": y, "w1": w1, "w2": w2})
    assert [node["leaf"] for node in nodes if node["leaf"]] == ["w1", "w2"]
    saved = {(field, whose): size for node in nodes for field, whose, _, size, _ in node["saved"]}
    assert saved["self", "x"] == 4 * 3 * 4
    assert saved["mat2", "w2"] == 5 * 2 * 4
    assert ("self", "w1") not in saved
    assert w1.grad is None


def test_torch_func_leaves_no_graph_to_read_and_no_error() -> None:
    from byhand.pictures import recorded_graph

    def functional(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> object:
        return torch.func.grad(lambda a: (x @ a @ w2.detach() - y).square().sum())(w1.detach())

    x, y = torch.ones(4, 3), torch.zeros(4, 2)
    w1, w2 = torch.ones(3, 5, requires_grad=True), torch.ones(5, 2, requires_grad=True)
    assert "no graph" in repr(recorded_graph(functional, x=x, y=y, w1=w1, w2=w2))


def test_a_watched_function_gives_the_same_numbers() -> None:
    question = unit.EXERCISES["autograd_grads"].cases[0]  # type: ignore[attr-defined]
    given = list(unit.EXERCISES["autograd_grads"].arguments(question).values())  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "backward" in watching.events(autograd_grads, *given)
    plain, through = autograd_grads(*given), watching.asked(autograd_grads, *given)
    assert all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(plain, through, strict=True))  # type: ignore[call-overload]


# -- the pictures


def test_the_picture_of_a_graph_counts_the_bytes_and_meets_the_prediction() -> None:
    from byhand.pictures import recorded_graph

    x, y = torch.ones(4, 3), torch.zeros(4, 2)
    w1, w2 = torch.ones(3, 5, requires_grad=True), torch.ones(5, 2, requires_grad=True)
    picture = recorded_graph(autograd_grads, x=x, y=y, w1=w1, w2=w2, prediction=512)
    # x, h, h_relu, w2 and the error, 4 bytes an entry
    assert f"Saved in all: {4 * (12 + 20 + 20 + 10 + 8)} bytes." in repr(picture)
    assert "Your prediction, 512, is 1.8 times that." in repr(picture)
    assert "Not saved: y, w1." in repr(picture)
    assert picture.png == recorded_graph(autograd_grads, x=x, y=y, w1=w1, w2=w2).png


def test_a_long_graph_is_cut_and_says_so() -> None:
    from byhand.pictures import recorded_graph

    def by_sample(x: Tensor, y: Tensor, w1: Tensor, w2: Tensor) -> object:
        losses = [((row @ w1).relu() @ w2 - target).square().sum() for row, target in zip(x, y, strict=True)]
        return torch.autograd.grad(sum(losses), [w1, w2])  # type: ignore[arg-type]

    x, y = torch.ones(8, 3), torch.zeros(8, 2)
    w1, w2 = torch.ones(3, 5, requires_grad=True), torch.ones(5, 2, requires_grad=True)
    picture = recorded_graph(by_sample, x=x, y=y, w1=w1, w2=w2)
    assert "picture.graph.cut" in [sentence.key for sentence in picture.caption]


@pytest.mark.parametrize(
    ("factor", "gap", "said"),
    [
        (1.0, 0.0, "none, the losses are equal to the last bit"),
        (1.0, 1e-15, "below 1e-12"),
        (1.5, 0.5, "below 1 throughout"),
        (1.5, 3.0, "larger than the losses themselves"),
        (1.0, float("nan"), "not a finite number"),
    ],
)
def test_the_picture_of_several_runs_says_how_far_apart_they_are(factor: float, gap: float, said: str) -> None:
    from byhand.pictures import agreement

    first = np.geomspace(1e7, 1e-3, 50)
    picture = agreement({"unit 2": first, "by_autograd": factor * first}, {"float64": np.full(50, gap)})
    assert said in repr(picture)
    assert ("lies on the curve" in repr(picture)) == (factor == 1.0)


def test_runs_that_are_no_numbers_cannot_be_drawn() -> None:
    from byhand.pictures import agreement

    with pytest.raises(ValueError, match="cannot be drawn"):
        agreement({"by_hand": "losses"}, {})
