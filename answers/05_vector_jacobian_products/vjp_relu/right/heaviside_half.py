"""Takes the slope 1/2 at the corner."""

import torch


def vjp_relu(g, h):
    return g * torch.heaviside(h, torch.tensor(0.5, dtype=h.dtype, device=h.device))
