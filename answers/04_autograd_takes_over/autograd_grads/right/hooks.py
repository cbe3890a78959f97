"""Hooks on the caller's leaves are not needed: gradients through grad_outputs."""

import torch


def autograd_grads(x, y, w1, w2):

    y_pred = torch.nn.functional.relu(x.matmul(w1)).matmul(w2)
    error = (y_pred - y).detach()
    grads = torch.autograd.grad(y_pred, [w1, w2], grad_outputs=2 * error)
    return error.square().sum().item(), grads[0], grads[1]
