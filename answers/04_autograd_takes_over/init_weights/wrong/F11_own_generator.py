"""Makes a generator of its own, and leaves the given one alone."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    own = torch.Generator().manual_seed(1)
    w1 = torch.randn(D_in, H, dtype=dtype, generator=own).to(device).requires_grad_()
    w2 = torch.randn(H, D_out, dtype=dtype, generator=own).to(device).requires_grad_()
    return w1, w2
