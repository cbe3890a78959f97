"""Walks back from the sum of the outputs."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    f(x).sum().backward()
    return x.grad
