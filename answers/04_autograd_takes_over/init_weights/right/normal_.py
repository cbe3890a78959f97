"""Empty tensors, filled in place."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    def drawn(rows, columns):
        w = torch.empty(rows, columns, dtype=dtype).normal_(generator=generator)
        w = w.to(device)
        w.requires_grad = True
        return w

    return drawn(D_in, H), drawn(H, D_out)
