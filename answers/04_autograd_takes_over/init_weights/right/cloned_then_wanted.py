"""A detached clone on the device asked for."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    draw = lambda *shape: torch.randn(shape, generator=generator, dtype=torch.float64)
    w1, w2 = draw(D_in, H), draw(H, D_out)
    return [torch.empty_like(w, dtype=dtype, device=device).copy_(w).requires_grad_() for w in (w1, w2)]
