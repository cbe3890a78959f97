"""Draws from the global generator."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randn(D_in, H, dtype=dtype, device=device, requires_grad=True)
    w2 = torch.randn(H, D_out, dtype=dtype, device=device, requires_grad=True)
    return w1, w2
