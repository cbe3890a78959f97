"""GPUs and the two processes, as far as a machine without one can tell: who sees one, what is refused, what falls back."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from engine import KEY, hand_in, need_engine, of, settings, tiny_unit
from tiny_master import submitted

from nbviva import examiner as examiner_module
from nbviva.examine import close, examine
from nbviva.examiner import Examiner, gpus
from nbviva.roles import key_of
from nbviva.wire.values import Breach, Limits, decode, encode

ON_CUDA = Limits(devices=("cpu", "meta", "cuda:0"))


def as_if_from_cuda(tensor: torch.Tensor) -> bytes:
    """The bytes of a tensor whose sender says that it lies on cuda:0."""
    payload, _ = encode(tensor, Limits())
    return payload.replace(b"\x03cpu", b"\x06cuda:0", 1)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_tensor_for_a_gpu_that_is_not_there_is_refused_by_name_and_breaks_nothing() -> None:
    payload = as_if_from_cuda(torch.ones(3))
    for limits in (Limits(), ON_CUDA):
        with pytest.raises(Breach) as refused:
            decode(payload, limits)
        assert (refused.value.code, refused.value.detail) == ("no_device", "cuda:0")


def test_a_tensor_where_none_may_lie_is_not_even_sent() -> None:
    with pytest.raises(Breach, match="no_device") as refused:
        encode([1, torch.zeros(2, device="meta")], Limits(devices=("cpu",)))
    assert refused.value.detail == "meta"


def test_only_gpus_that_torch_finds_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpus() == ()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert gpus() == ("cuda:0", "cuda:1")


def test_a_box_with_a_device_starts_cold_rehearses_nothing_and_gives_the_same_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/dev/zero for a GPU: the way of grading is the one with a GPU, and the examiner finds none and stays on the CPU."""
    need_engine()
    rehearsed: list[Any] = []
    monkeypatch.setattr(examiner_module, "rehearse", lambda *arguments: rehearsed.append(arguments))
    folder = hand_in(tmp_path, submitted())
    with_device = Examiner(tiny_unit().to_json(), settings(devices=["/dev/zero"]))
    assert (with_device.sandbox["start"], rehearsed) == ("cold", [])
    assert with_device.beginning.box.devices == (Path("/dev/zero"),)
    without = Examiner(tiny_unit().to_json(), settings(warm=False))
    made, expected = (each.examine(str(folder), "ada", KEY.hex()) for each in (with_device, without))
    assert made["verdict"]["points"] == expected["verdict"]["points"] > 0
    assert [cell["status"] for cell in made["verdict"]["cells"]] == [c["status"] for c in expected["verdict"]["cells"]]


def test_nobody_sees_a_gpu_that_students_are_not_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests would ask on a GPU on which no student can answer."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    unit = tiny_unit()
    cells = [dict(each) for each in unit.master["cells"]]
    name = next(key_of(each, i) for i, each in enumerate(cells) if unit.roles.get(key_of(each, i)) == "test")
    for index, each in enumerate(cells):
        if key_of(each, index) == name:
            each["source"] = "import os\nassert os.environ['CUDA_VISIBLE_DEVICES'] == ''"
    unit = dataclasses.replace(unit, master={**unit.master, "cells": cells})
    try:
        made = examine(unit, hand_in(tmp_path, submitted()), "ada", KEY, settings(sandbox="none"))
    finally:
        close()
    assert of(made, name)["status"] == "passed"  # type: ignore[arg-type]
    assert "CUDA_VISIBLE_DEVICES" not in os.environ
