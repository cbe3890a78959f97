"""enable_grad as a decorator, mse_loss for the loss."""

import torch


@torch.enable_grad()
def autograd_grad(w, x, y):
    weight = torch.full((), w, dtype=x.dtype, requires_grad=True)
    torch.nn.functional.mse_loss(weight * x, y).backward()
    return weight.grad.item()
