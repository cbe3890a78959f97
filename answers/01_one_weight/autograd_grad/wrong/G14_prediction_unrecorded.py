"""Predicts inside no_grad."""

import torch


def autograd_grad(w, x, y):
    weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
    with torch.no_grad():
        y_hat = weight * x
    loss = ((y_hat - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
