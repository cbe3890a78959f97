"""Makes the loss a number through NumPy, while it still has its graph."""

import torch


def autograd_grads(x, y, w1, w2):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()

    g1, g2 = torch.autograd.grad(loss, [w1, w2])
    return loss.numpy().item(), g1, g2
