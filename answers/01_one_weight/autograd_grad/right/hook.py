"""Catches the gradient with a hook."""

import torch


def autograd_grad(w, x, y):
    caught = []
    with torch.enable_grad():
        weight = torch.tensor(w, dtype=x.dtype, requires_grad=True)
        weight.register_hook(caught.append)
        (weight * x - y).square().mean().backward()
    return caught[0].item()
