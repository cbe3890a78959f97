"""Asks for a gradient, then moves: a leaf only where there is nothing to do."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randn(D_in, H, generator=generator, requires_grad=True).to(device, dtype)
    w2 = torch.randn(H, D_out, generator=generator, requires_grad=True).to(device, dtype)
    return w1, w2
