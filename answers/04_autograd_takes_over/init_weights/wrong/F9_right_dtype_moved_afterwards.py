"""The dtype from birth, the device afterwards."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    w1 = torch.randn(D_in, H, generator=generator, dtype=dtype, requires_grad=True).to(device)
    w2 = torch.randn(H, D_out, generator=generator, dtype=dtype, requires_grad=True).to(device)
    return w1, w2
