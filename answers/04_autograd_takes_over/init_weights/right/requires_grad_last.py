"""Drawn, moved, and only then asked to require a gradient."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randn(D_in, H, generator=generator, dtype=dtype).to(device)
    w2 = torch.randn(H, D_out, generator=generator, dtype=dtype).to(device)
    return w1.requires_grad_(), w2.requires_grad_()
