"""Unit 7 beyond its bank: an unlisted mistake keeps no name, edges cost half, manners, and witnesses of the references."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from byhand.inside import models, optimizers, training
from byhand.units.the_library import EXERCISES, exam, loop, nets
from byhand.units.the_library.adam import Adam
from byhand.units.the_library.optimizers import SGD, row, walked


def examined(key, answer, points=4):
    """An exam as the test cell holds it."""
    helpers = {
        "make_model": models.made,
        "load_ours_": models.loaded,
        "update_params_": models.updated,
        "sgd": optimizers.walked,
        "adam": optimizers.walked,
        "two_layer_net": models.net,
        "train": training.traced,
    }
    asked = answer if key == "is_affine" else lambda *question: helpers[key](answer, *question)
    return exam(key, asked, points=points, hidden=len(EXERCISES[key].conditions))


def with_hidden(found, key):
    for condition in EXERCISES[key].conditions:
        found.hidden(condition)
    return found


def tanh_row(D_in, H, D_out):
    return nn.Sequential(nn.Linear(D_in, H), nn.Tanh(), nn.Linear(H, D_out))


def load_with_one_slip(model, w1, w2):
    with torch.no_grad():
        for layer, w in ((model[0], w1), (model[2], w2)):
            layer.weight.copy_(w.t())
            layer.bias.zero_()
        model[0].weight[0, 0] += 0.5


def half_a_step(model, lr):
    torch.optim.SGD(model.parameters(), lr=lr / 2).step()


class HalfSGD(torch.optim.SGD):
    def __init__(self, params, lr):
        super().__init__(params, lr=lr / 2)


class LateAdam(torch.optim.Adam):
    """Right for ten steps; then its learning rate is another one."""

    count = 0

    def step(self):
        self.count += 1
        self.param_groups[0]["lr"] *= 0.5 if self.count == 10 else 1
        super().step()


class Net(nn.Module):
    def __init__(self, D_in, H, D_out):
        super().__init__()
        self.linear1 = nn.Linear(D_in, H)
        self.linear2 = nn.Linear(H, D_out)

    def forward(self, x):
        return self.linear2(torch.relu(self.linear1(x)))


class TanhNet(Net):
    def forward(self, x):
        return self.linear2(torch.tanh(self.linear1(x)))


def shrinking_train(model, loss_fn, optimizer, x, y, steps):
    losses = right_train(model, loss_fn, optimizer, x, y, steps)
    return [0.9 * loss for loss in losses]


def right_train(model, loss_fn, optimizer, x, y, steps):
    before, losses = [p.detach().clone() for p in model.parameters()], []
    for _ in range(steps):
        loss = loss_fn(model(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if steps and all(map(torch.equal, before, model.parameters())):
        raise ValueError("nothing moved")
    return losses


UNLISTED = {
    "make_model": tanh_row,
    "load_ours_": load_with_one_slip,
    "update_params_": half_a_step,
    "sgd": HalfSGD,
    "adam": LateAdam,
    "two_layer_net": TanhNet,
    "is_affine": lambda f, D_in: True,
    "train": shrinking_train,
}


@pytest.mark.parametrize("key", UNLISTED)
def test_an_unlisted_mistake_is_refused_without_a_name_and_with_a_next_step(key):
    found = examined(key, UNLISTED[key])
    assert found.earned == 0
    assert found.diagnosis is None
    assert found.findings[0].cause is None
    assert found.findings[0].next_step.said("en")
    if key not in ("is_affine",):
        assert found.findings[0].how_much is not None


def test_always_bent_has_no_name_either():
    found = examined("is_affine", lambda f, D_in: False)
    assert found.earned == 0
    assert found.diagnosis is None


@pytest.mark.parametrize("factor", [2.0, 0.1, 1.5])
def test_an_adam_of_another_length_is_not_taken_for_one_without_correction(factor):
    class Longer(torch.optim.Adam):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            super().__init__(params, lr=factor * lr, betas=betas, eps=eps)

    found = examined("adam", Longer)
    assert found.earned == 0
    assert found.diagnosis is None


def test_torchs_own_optimizers_get_every_point():
    for key, make in (("sgd", torch.optim.SGD), ("adam", torch.optim.Adam)):
        found = with_hidden(examined(key, make), key)
        assert found.earned == 4, found.findings


def test_zeros_after_zero_grad_cost_half():
    class Zeroing(torch.optim.SGD):
        def zero_grad(self):
            super().zero_grad(set_to_none=False)

    found = with_hidden(examined("sgd", Zeroing), "sgd")
    assert found.earned == 2
    assert [f.condition.key for f in found.findings] == ["condition.set_to_none"]


def test_a_step_that_needs_every_gradient_costs_half():
    def impatient(model, lr):
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad

    found = with_hidden(examined("update_params_", impatient), "update_params_")
    assert found.earned == 2
    assert [f.condition.key for f in found.findings] == ["condition.none_grad"]


def test_a_gradient_written_into_is_bad_manners():
    def scaling(model, lr):
        with torch.no_grad():
            for p in model.parameters():
                if p.grad is not None:
                    p -= p.grad.mul_(lr)

    found = examined("update_params_", scaling)
    assert found.findings[0].law == "manners"
    assert found.earned == 0


def test_recording_left_switched_off_is_bad_manners():
    def switching(model, lr):
        torch.set_grad_enabled(False)
        for p in model.parameters():
            p -= lr * p.grad

    assert examined("update_params_", switching).findings[0].law == "manners"
    assert torch.is_grad_enabled()


def test_making_a_model_for_a_check_leaves_the_generator_where_it_was():
    before = torch.get_rng_state()
    assert not with_hidden(examined("two_layer_net", Net), "two_layer_net").findings
    assert torch.equal(before, torch.get_rng_state())


def test_a_loss_handed_its_arguments_in_the_wrong_order_costs_half():
    def backwards(model, loss_fn, optimizer, x, y, steps):
        return right_train(model, lambda p, t: loss_fn(t, p), optimizer, x, y, steps)

    found = with_hidden(examined("train", backwards), "train")
    assert found.earned == 2
    assert [f.condition.key for f in found.findings] == ["condition.other_loss"]


def test_a_stub_is_unanswered():
    def stub(*_, **__):
        raise NotImplementedError

    for key in EXERCISES:
        assert examined(key, stub).status == "unanswered", key


def test_losses_of_the_reference_are_those_of_torchs_own_optimizer():
    run = loop.Run(nets.fresh(np.random.default_rng()), steps=8)
    report = training.traced(right_train, **EXERCISES["train"].question(run))
    np.testing.assert_allclose(loop.losses(run), report["losses"], rtol=1e-10)
    assert report["events"].count("step") == 8


def test_finite_differences_agree_with_the_gradients_of_the_module():
    net = nets.fresh(np.random.default_rng())
    exercise = EXERCISES["two_layer_net"]
    stored, eps = net.stored(), 1e-6
    for index, grad in enumerate(exercise.gradients(net).values()):
        moved = []
        for sign in (1, -1):
            weights = [w.clone() for w in stored]
            weights[index].view(-1)[1] += sign * eps
            moved.append(float((nets.outputs(weights, net.x)[1] * torch.tensor(net.g)).sum()))
        assert (moved[0] - moved[1]) / (2 * eps) == pytest.approx(float(grad.reshape(-1)[1]), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("exercise", [SGD(), Adam()], ids=lambda e: e.key)
def test_a_walk_is_the_same_in_one_parameter_or_in_many(exercise):
    case = exercise.cases[0]
    together = walked(type(exercise).theirs, case)
    for index in range(len(case.starts)):
        alone = dataclasses.replace(
            case, starts=case.starts[index : index + 1], gradients=tuple((g[index],) for g in case.gradients)
        )
        found = row(walked(type(exercise).theirs, alone), alone)
        np.testing.assert_allclose(found, row([[step[index]] for step in together], alone), rtol=1e-12)


def test_memory_on_the_wrong_device_costs_half():
    class OnTheCPU(torch.optim.Adam):
        def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
            super().__init__(list(params), lr=lr, betas=betas, eps=eps)
            self.memory = [torch.zeros(p.shape, dtype=p.dtype) for g in self.param_groups for p in g["params"]]

        def step(self):
            parameters = [p for g in self.param_groups for p in g["params"]]
            for memory, p in zip(self.memory, parameters, strict=True):
                if p.grad is not None:
                    memory.copy_(memory + p.grad)
            super().step()

    found = with_hidden(examined("adam", OnTheCPU), "adam")
    assert found.earned == 2
    assert [f.condition.key for f in found.findings] == ["condition.meta"]
