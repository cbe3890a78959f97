"""Walks back to the caller's leaves and moves copies: the caller's .grad stays filled."""

import torch


def train_autograd(x, y, w1, w2, lr, steps):

    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    loss.backward()
    losses = [loss.item()]
    a, b = w1.detach() - lr * w1.grad, w2.detach() - lr * w2.grad
    while len(losses) < steps:
        a, b = a.requires_grad_(), b.requires_grad_()
        loss = (x.mm(a).clamp(min=0).mm(b) - y).pow(2).sum()
        losses.append(loss.item())
        g_a, g_b = torch.autograd.grad(loss, [a, b])
        a, b = (a - lr * g_a).detach(), (b - lr * g_b).detach()
    return losses
