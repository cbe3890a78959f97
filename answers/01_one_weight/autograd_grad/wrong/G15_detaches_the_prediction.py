"""Cuts the thread at the prediction."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        y_hat = (weight * x).detach()
        loss = ((y_hat - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
