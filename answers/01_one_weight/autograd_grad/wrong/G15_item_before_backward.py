"""Makes the loss a plain number first."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        loss = ((weight * x - y) ** 2).mean().item()
    loss.backward()
    return weight.grad.item()
