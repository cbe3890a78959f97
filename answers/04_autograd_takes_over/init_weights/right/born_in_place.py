"""Drawn on the device itself, and a leaf from birth."""

import torch


def init_weights(D_in, H, D_out, *, device, dtype, generator):

    kind = {"device": device, "dtype": dtype, "generator": generator, "requires_grad": True}
    return torch.randn(D_in, H, **kind), torch.randn((H, D_out), **kind)
