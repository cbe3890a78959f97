"""The functional way: grad_and_value."""

import torch


def autograd_grads(x, y, w1, w2):

    def loss_of(weights):
        a, b = weights
        return ((torch.relu(x @ a) @ b - y) ** 2).sum()

    grads, loss = torch.func.grad_and_value(loss_of)((w1.detach(), w2.detach()))
    return loss.item(), grads[0], grads[1]
