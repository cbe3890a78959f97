"""Cuts the loss loose and asks it to require a gradient again."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        loss = ((weight * x - y) ** 2).mean()
        loss = loss.detach().requires_grad_()
    loss.backward()
    return weight.grad.item()
