"""Makes a tensor and predicts with the plain number."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        loss = ((w * x - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
