"""Sums the squares."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        loss = ((weight * x - y) ** 2).sum()
    loss.backward()
    return weight.grad.item()
