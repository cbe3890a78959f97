"""Walks back once with ones and repeats the answer."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    (row,) = torch.autograd.grad(y, x, torch.ones_like(y))
    return row.repeat(len(y), 1)
