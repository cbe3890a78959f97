"""Never touches .grad."""

import torch


def fresh_grad(loss_fn, w):
    (gradient,) = torch.autograd.grad(loss_fn(w), w)
    return gradient
