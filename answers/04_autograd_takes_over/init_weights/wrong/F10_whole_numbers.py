"""Draws whole numbers and asks them to require a gradient."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randint(-2, 3, (D_in, H), generator=generator, device=device, requires_grad=True)
    w2 = torch.randint(-2, 3, (H, D_out), generator=generator, device=device, requires_grad=True)
    return w1, w2
