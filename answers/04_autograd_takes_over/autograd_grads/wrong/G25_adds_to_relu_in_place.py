"""Adds a little to the output of relu, in place."""

import torch


def autograd_grads(x, y, w1, w2):

    h_relu = torch.relu(x.mm(w1))
    h_relu += 0.0
    loss = (h_relu.mm(w2) - y).pow(2).sum()
    g1, g2 = torch.autograd.grad(loss, [w1, w2])
    return loss.item(), g1, g2
