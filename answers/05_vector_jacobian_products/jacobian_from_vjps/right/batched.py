"""Hands all upstream gradients over at once."""

import torch


def jacobian_from_vjps(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    return torch.autograd.grad(y, x, torch.eye(len(y), dtype=y.dtype), is_grads_batched=True)[0]
