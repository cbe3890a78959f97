"""The prediction stands inside no_grad."""

import torch


def autograd_grads(x, y, w1, w2):

    with torch.no_grad():
        y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    g1, g2 = torch.autograd.grad(loss, [w1, w2])
    return loss.item(), g1, g2
