"""Steps with one input and one output vector, by name: a function cannot cross between two processes with its graph."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from byhand.inside.lending import lent

Step = Callable[[Tensor], Tensor]


class _OneWay(torch.autograd.Function):
    """Does nothing, and can be walked back but not forward: it knows no Jacobian-vector product."""

    @staticmethod
    def forward(x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def setup_context(ctx: object, inputs: object, output: object) -> None:
        pass

    @staticmethod
    def backward(ctx: object, *upstream: Tensor) -> Tensor:
        return upstream[0]


def step(name: str, m: Tensor) -> Step:
    """The step `name` built on the matrix m (O, I), from a vector (I,) to a vector (O,). Raises KeyError for another name."""
    steps: dict[str, Step] = {
        "linear": lambda x: m @ x,
        "tanh": lambda x: torch.tanh(m @ x),
        "wave": lambda x: torch.sin(m @ x) * (m @ (x * x)),
        "one_way": lambda x: torch.tanh(m @ _OneWay.apply(x)),  # type: ignore[no-untyped-call]
        "ignores_an_input": lambda x: m[:, 1:] @ x[1:],
        "constant_output": lambda x: torch.cat([(m @ x)[:-1].tanh(), m[-1, :1]]),
        "one_output": lambda x: (m[:1] @ x).exp(),
    }
    return steps[name]


def jacobian(answer: Callable[..., object], name: str, m: Tensor, x: Tensor) -> object:
    """What `answer(f, x)` gives for the step `name` on m, beside the student's function."""
    with lent(answer):
        return answer(step(name, m), x)
