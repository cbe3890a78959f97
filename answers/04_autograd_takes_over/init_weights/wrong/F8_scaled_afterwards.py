"""Asks for a gradient, then scales: the result is no leaf."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randn(D_in, H, generator=generator, dtype=dtype, device=device, requires_grad=True) * 1.0
    w2 = torch.randn(H, D_out, generator=generator, dtype=dtype, device=device, requires_grad=True) * 1.0
    return w1, w2
