"""Turns the finished matrix."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(out, x, retain_graph=True)[0] for out in y]).T
