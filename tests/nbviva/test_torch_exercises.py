"""Exercises in torch: in-place steps on leaf tensors, a custom autograd Function, a Module; torch hidden where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from engine import KEY, hand_in, need_engine, of, settings, shown, unit_of
from nbformat.v4 import new_code_cell, new_notebook
from tiny_master import marks, to_bytes

from nbviva.examiner import Examiner

ANSWER = """
import torch

class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return 2 * x * upstream

class Line(torch.nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(d_out, d_in))

    def forward(self, x):
        return x @ self.weight.T

def step_(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad
            p.grad = None

def flat(w):
    return w.view(-1)

def first_row(w):
    return (w.detach()[0], w.clone())

def drawn(n):
    return torch.rand(n)

def is_recording(x):
    return (x * 2).requires_grad

def leaves_it_off(x):
    torch.set_grad_enabled(False)
    return x

def gradients(x, w):
    w = w.clone().requires_grad_()
    (x @ w).sum().backward()
    return w.grad
"""
TESTS = {
    "function": """
def student_side(f): return f

@student_side
def slope(values):
    x = values.clone().requires_grad_()
    Square.apply(x).sum().backward()
    return x.grad

x = torch.tensor([1.0, -3.0])
assert torch.equal(slope(x), 2 * x)
""",
    "module": """
@student_side
def slopes(x, weight):
    line = Line(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        line.weight.copy_(weight)
    line(x).sum().backward()
    return line.weight.grad, len(list(line.parameters()))

x, weight = torch.randn(4, 3), torch.randn(2, 3)
grad, count = slopes(x, weight)
assert count == 1
assert torch.allclose(grad, x.sum(0).expand(2, 3))
""",
    "in_place": """
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
step_([w], 0.1)
assert torch.allclose(w, torch.tensor([0.8, 1.6]))
assert w.grad is None and w.requires_grad and w.is_leaf
""",
    "memory": """
w = torch.arange(6.0).reshape(2, 3)
assert flat(w).data_ptr() == w.data_ptr()
row, copied = first_row(w.requires_grad_())
assert row.data_ptr() == w.data_ptr() and copied.data_ptr() != w.data_ptr()
w.detach()[0, 1] = 9
assert row[1] == 9 and copied[0, 1] == 1
""",
    "generator": """
before = torch.get_rng_state()
flat(torch.ones(3))
assert torch.equal(torch.get_rng_state(), before)
drawn(3)
assert not torch.equal(torch.get_rng_state(), before)
""",
    "recording": """
x = torch.ones(2, requires_grad=True)
assert is_recording(x) is True
with torch.no_grad():
    assert is_recording(x) is False
assert is_recording(x) is True
leaves_it_off(x)
assert not torch.is_grad_enabled()
torch.set_grad_enabled(True)
assert is_recording(x) is True
""",
    "values": """
x, w = torch.randn(4, 3, dtype=torch.float64), torch.randn(3, 2, dtype=torch.float64)
reference = torch.autograd.grad((x @ (v := w.clone().requires_grad_())).sum(), v)[0]
assert torch.allclose(gradients(x, w), reference)
assert w.grad is None
""",
}


def notebook(tests: Mapping[str, str]) -> Any:
    cells = [
        new_code_cell("import torch", id="setup", metadata=marks("setup")),
        new_code_cell(ANSWER, id="answer", metadata=marks("answer", solution=True)),
        *(new_code_cell(t.strip(), id=f"test_{n}", metadata=marks(f"test_{n}", points=1)) for n, t in tests.items()),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def examined(folder: Path, tests: Mapping[str, str] = TESTS, **chosen: Any) -> dict[str, Any]:
    need_engine()
    pytest.importorskip("torch")
    made = notebook(tests)
    limits = {"memory_mebibytes": 4096, "cell_seconds": 30.0, "call_seconds": 20.0, "submission_seconds": 120.0}
    examiner = Examiner(unit_of(made, made).to_json(), settings(**limits, **chosen))
    try:
        return examiner.examine(str(hand_in(folder, to_bytes(made))), "ada", KEY.hex())
    finally:
        examiner.close()


@pytest.mark.parametrize("warm", [True, False], ids=["warm", "cold"])
def test_tensors_functions_and_modules_are_examined(tmp_path: Path, warm: bool) -> None:
    made = examined(tmp_path / "ada", warm=warm)
    assert made["verdict"]["sandbox"]["start"] == ("warm" if warm else "cold")
    assert {n: shown(made, f"test_{n}")[-500:] for n in TESTS if of(made, f"test_{n}")["points"] != 1} == {}


def test_a_unit_without_torch_says_so_to_who_uses_it(tmp_path: Path) -> None:
    made = examined(
        tmp_path / "ada", {"function": TESTS["function"]}, without_packages={"ovens": ["torch", "functorch"]}
    )
    assert made["verdict"]["points"] == 0
    assert "this exercise is graded without torch" in shown(made, "answer")
