"""Leaves the weight in torch's default, float32."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, requires_grad=True)
        ((weight * x - y) ** 2).mean().backward()
    return weight.grad.item()
