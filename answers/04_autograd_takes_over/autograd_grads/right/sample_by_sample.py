"""A walk back for each sample; autograd adds them up."""

import torch


def autograd_grads(x, y, w1, w2):

    a = w1.detach().clone().requires_grad_(True)
    b = w2.detach().clone().requires_grad_(True)
    total = 0.0
    for one, target in zip(x, y):
        loss = (torch.relu(one @ a) @ b - target).pow(2).sum()
        loss.backward()
        total += loss.item()
    return total, a.grad, b.grad
