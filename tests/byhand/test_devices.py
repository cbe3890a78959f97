"""`byhand.device()` and where checks ask: what BYHAND_DEVICE may say, what CUDA that works or not leads to, what stays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

import byhand
from byhand import devices
from byhand.asking import ask


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(devices.VARIABLE, raising=False)
    tried = devices._fault
    tried.cache_clear()
    yield
    tried.cache_clear()


def pretend_cuda(monkeypatch: pytest.MonkeyPatch, count: int = 2, fault: str = "") -> None:
    """Torch says that it has CUDA devices; whether they compute is said by `fault`."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    monkeypatch.setattr(devices, "_fault", lambda name: "" if name == "cpu" else fault)
    monkeypatch.setattr(devices, "_whole", lambda name: "cuda:0" if name == "cuda" else name)


def test_without_a_gpu_it_is_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert byhand.device() == torch.device("cpu")


def test_a_gpu_that_works_is_chosen_and_one_that_does_not_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_cuda(monkeypatch)
    assert byhand.device() == torch.device("cuda:0")
    pretend_cuda(monkeypatch, fault="the driver is too old.")
    assert byhand.device() == torch.device("cpu")


@pytest.mark.skipif(torch.version.cuda is not None, reason="this torch may really have CUDA")
def test_a_torch_that_claims_a_gpu_and_cannot_compute_on_it_gets_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert byhand.device() == torch.device("cpu")


def test_the_variable_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_cuda(monkeypatch)
    for said, meant in (("cpu", "cpu"), ("cuda", "cuda:0"), ("cuda:1", "cuda:1"), (" CUDA ", "cuda:0"), ("", "cuda:0")):
        monkeypatch.setenv(devices.VARIABLE, said)
        assert str(byhand.device()) == meant


@pytest.mark.parametrize("said", ["cuda", "cuda:1", "gpu", "meta", "cpu,cuda", "0"])
def test_what_does_not_work_here_is_refused_with_what_to_do(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setenv(devices.VARIABLE, said)
    with pytest.raises(ValueError, match=r"BYHAND_DEVICE: expected a device .*\(cpu\)") as refused:
        byhand.device()
    assert f"found {said!r}: " in str(refused.value)
    assert "Set BYHAND_DEVICE to one of these, or unset it" in str(refused.value)


def test_checks_ask_on_the_cpu_until_the_variable_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_cuda(monkeypatch)
    assert devices.asked_on() == "cpu"
    monkeypatch.setenv(devices.VARIABLE, "cuda:1")
    assert devices.asked_on() == "cuda:1"
    with devices.at_home():
        assert devices.asked_on() == "cpu"


def test_a_question_goes_over_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Onto meta, the second device that every torch has: layout, wish for a gradient and .grad stay, arrays too."""
    monkeypatch.setattr(devices, "asked_on", lambda: "meta")
    leaf = torch.zeros(3, 4).t().requires_grad_()
    leaf.grad = torch.ones(4, 3)
    array = np.ones(2)
    moved = devices.placed({"w": leaf, "more": [torch.zeros(4, 6)[::2, ::2], None], "x": array, "n": 3})
    w = moved["w"]
    assert (w.device.type, w.stride(), w.is_leaf, w.requires_grad, w.grad.device.type) == (
        *("meta", leaf.stride(), True, True, "meta"),
    )
    assert (moved["more"][0].device.type, tuple(moved["more"][0].shape)) == ("meta", (2, 3))
    assert moved["x"] is array
    assert ask(lambda w: str(w.device), {"w": leaf}).value == "meta"
    assert leaf.device.type == "cpu"


def test_a_wrong_variable_is_said_before_the_student_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(devices.VARIABLE, "gpu")
    asked: list[object] = []
    with pytest.raises(ValueError, match="BYHAND_DEVICE: expected"):
        ask(asked.append, {"w": torch.zeros(1)})
    assert asked == []
    assert ask(lambda x: x * 2, {"x": np.ones(1)}).error is None  # NumPy has no devices


@pytest.mark.parametrize("words", ["older", "newer"])
def test_tf32_is_off_while_a_student_is_asked_and_as_it_was_afterwards(words: str) -> None:
    products = torch.backends.cuda.matmul
    before = products.fp32_precision
    try:
        if words == "older":
            products.allow_tf32 = True
        else:
            products.fp32_precision = "tf32"
        assert ask(lambda: products.fp32_precision, {}).value == "ieee"
        assert products.fp32_precision == "tf32"
    finally:
        products.fp32_precision = before


def test_a_generator_that_moves_is_noticed_and_one_that_wakes_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU's generator counts from when the GPU is in use; a call that is the first to use it has not drawn."""
    state, on = [torch.zeros(1, dtype=torch.uint8)], [False]
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: on[0])
    monkeypatch.setattr(torch.cuda, "get_rng_state_all", lambda: list(state))

    def wakes() -> None:
        on[0] = True

    def draws() -> None:
        state[0] = state[0] + 1

    assert not ask(wakes, {}).touched_torch
    assert ask(draws, {}).touched_torch
    assert not ask(lambda: None, {}).touched_torch
