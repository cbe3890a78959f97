"""The references have a second witness: finite differences, and torch's own optimizer."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from byhand import reference
from byhand.fixtures import SIZES, Case, identifiable
from byhand.network_exercise import ArrayExercise
from byhand.reference import tensor
from byhand.units.two_layers import EXERCISES, Pieces
from byhand.units.two_layers.loop import Train
from byhand.units.two_layers.slopes import stepped


def drawn() -> tuple[int, Case]:
    seed = int(np.random.default_rng().integers(2**32))
    return seed, identifiable(np.random.default_rng(seed), SIZES[0])


def slopes(f, at: np.ndarray) -> np.ndarray:  # type: ignore[no-untyped-def]
    """Central differences of a scalar function; exact up to rounding, because the loss is piecewise quadratic."""
    out, eps = np.zeros_like(at), 1e-4
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += eps
        down[index] -= eps
        out[index] = (f(up) - f(down)) / (2 * eps)
    return out


# For each exercise: the array that is differentiated, and the scalar whose slope the reference claims to be.
WITNESS = {
    "grad_y_pred": ("y_pred", lambda c: lambda v: ((v - c.y) ** 2).sum()),
    "grad_w2": ("w2", lambda c: lambda v: (c.g * (c.h_relu @ v)).sum()),
    "grad_h_relu": ("h_relu", lambda c: lambda v: (c.g * (v @ c.w2)).sum()),
    "grad_h": ("h", lambda c: lambda v: (c.g_h_relu * np.maximum(v, 0)).sum()),
    "grad_w1": ("w1", lambda c: lambda v: (c.g_h * (c.x @ v)).sum()),
}


@pytest.mark.parametrize("key", WITNESS)
def test_the_reference_agrees_with_finite_differences(key: str) -> None:
    seed, case = drawn()
    name, scalar = WITNESS[key]
    exercise = EXERCISES[key]
    assert isinstance(exercise, ArrayExercise)
    expected = slopes(scalar(case), getattr(case, name))
    np.testing.assert_allclose(exercise.reference(case)[0], expected, rtol=1e-6, atol=1e-7, err_msg=f"seed {seed}")


def test_the_loss_and_the_forward_pass_are_those_of_the_definition() -> None:
    seed, case = drawn()
    y_pred = reference.forward(tensor(case.x), tensor(case.w1), tensor(case.w2))[2]
    np.testing.assert_allclose(y_pred, np.maximum(case.x @ case.w1, 0) @ case.w2, err_msg=f"seed {seed}")
    loss = reference.squared_error(y_pred, tensor(case.y))
    assert loss.shape == ()
    assert float(loss) == pytest.approx(((y_pred.numpy() - case.y) ** 2).sum(), rel=1e-12)


def test_the_step_is_that_of_torch_optim_sgd() -> None:
    seed, case = drawn()
    weight = tensor(case.w1)
    weight.grad = tensor(case.w1[::-1, ::-1])
    torch.optim.SGD([weight], lr=0.25).step()
    np.testing.assert_allclose(stepped(case.w1, case.w1[::-1, ::-1], 0.25), weight.numpy(), err_msg=f"seed {seed}")


def test_the_training_curve_is_that_of_torch_autograd_and_sgd() -> None:
    seed, case = drawn()
    nobody = Pieces(*[lambda *_: None] * 8)
    exercise = Train(nobody)
    w1, w2 = tensor(case.w1, requires_grad=True), tensor(case.w2, requires_grad=True)
    optimizer = torch.optim.SGD([w1, w2], lr=exercise.lr)
    losses = []
    for _ in range(exercise.steps):
        optimizer.zero_grad()
        loss = reference.squared_error(reference.forward(tensor(case.x), w1, w2)[2], tensor(case.y))
        losses.append(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    np.testing.assert_allclose(exercise.reference(case)[0], losses, rtol=1e-10, err_msg=f"seed {seed}")


def test_the_expected_first_loss_is_what_many_draws_average_to() -> None:
    seed = int(np.random.default_rng().integers(2**32))
    rng = np.random.default_rng(seed)
    n, d_in, hidden, d_out = 8, 5, 6, 4
    losses = []
    for _ in range(20_000):
        x, y = rng.standard_normal((n, d_in)), rng.standard_normal((n, d_out))
        w1, w2 = rng.standard_normal((d_in, hidden)), rng.standard_normal((hidden, d_out))
        losses.append(((np.maximum(x @ w1, 0) @ w2 - y) ** 2).sum())
    expected = EXERCISES["first_number"].expected(n, d_in, hidden, d_out)  # type: ignore[attr-defined]
    error = np.std(losses) / np.sqrt(len(losses))
    assert abs(np.mean(losses) - expected) < 6 * error, f"seed {seed}"
