"""Whatever came before, detach makes a leaf."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    weights = []
    for shape in ((D_in, H), (H, D_out)):
        w = torch.randn(*shape, generator=generator, requires_grad=True).to(device=device, dtype=dtype)
        weights.append(w.detach().requires_grad_(True))
    return tuple(weights)
