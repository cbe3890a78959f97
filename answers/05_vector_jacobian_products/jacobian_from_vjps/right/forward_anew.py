"""Computes f anew for each row."""

import torch


def jacobian_from_vjps(f, x):
    rows = []
    for number in range(len(f(x))):
        leaf = x.detach().clone().requires_grad_()
        f(leaf)[number].backward()
        rows.append(leaf.grad)
    return torch.stack(rows)
