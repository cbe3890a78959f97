"""Every product as an einsum, the gate as a mask."""

import torch


@torch.no_grad()
def manual_grads(x, y, w1, w2):
    h = torch.einsum("nd,dh->nh", x, w1)
    gate = (h > 0).to(h.dtype)
    error = torch.einsum("nh,ho->no", gate * h, w2) - y
    g1 = 2 * torch.einsum("nd,nh,no,ho->dh", x, gate, error, w2)
    g2 = 2 * torch.einsum("nh,no->ho", gate * h, error)
    return torch.einsum("no,no->", error, error), g1, g2
