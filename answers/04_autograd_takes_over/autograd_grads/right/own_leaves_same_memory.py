"""Leaves of its own on the same memory; each has its own .grad."""

import torch


def autograd_grads(x, y, w1, w2):

    own = [w.detach().requires_grad_() for w in (w1, w2)]
    h = torch.matmul(x, own[0])
    loss = torch.nn.functional.mse_loss(torch.maximum(h, torch.zeros_like(h)) @ own[1], y, reduction="sum")
    torch.autograd.backward(loss)
    return loss.detach().numpy().item(), *(w.grad for w in own)
