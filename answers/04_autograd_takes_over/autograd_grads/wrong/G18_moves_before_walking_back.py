"""Moves its own w2 in place between forward and backward."""

import torch


def autograd_grads(x, y, w1, w2):
    a, b = w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()
    loss = (x.mm(a).clamp(min=0).mm(b) - y).pow(2).sum()

    with torch.no_grad():
        b -= 1e-3
    loss.backward()
    return loss.item(), a.grad, b.grad
