"""torch.func, no leaf anywhere."""

import torch


def train_autograd(x, y, w1, w2, lr, steps):

    def loss_of(weights):
        return ((x @ weights[0]).relu() @ weights[1] - y).square().sum()

    weights, losses = (w1.detach(), w2.detach()), []
    for _ in range(steps):
        grads, loss = torch.func.grad_and_value(loss_of)(weights)
        losses.append(loss.item())
        weights = tuple(w - lr * g for w, g in zip(weights, grads))
    return losses
