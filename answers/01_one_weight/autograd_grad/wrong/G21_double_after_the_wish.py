"""The weight is computed from the leaf: .double() is an operation."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, requires_grad=True).double()
        loss = ((weight * x - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
