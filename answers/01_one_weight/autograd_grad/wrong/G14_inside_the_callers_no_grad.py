"""Relies on the caller for recording.

Earns: 1
"""

import torch


def autograd_grad(w, x, y):
    weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
    loss = ((weight * x - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
