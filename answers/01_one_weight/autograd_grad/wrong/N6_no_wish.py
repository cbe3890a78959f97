"""Never asks for a gradient."""

import torch


def autograd_grad(w, x, y):
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype)
        loss = ((weight * x - y) ** 2).mean()
    loss.backward()
    return weight.grad.item()
