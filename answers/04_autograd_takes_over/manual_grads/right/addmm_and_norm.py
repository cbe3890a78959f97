"""The loss as a squared norm; products with addmm on zeros."""

import torch


def manual_grads(x, y, w1, w2):
    with torch.no_grad():
        h = torch.addmm(x.new_zeros(()), x, w1)
        on = h.gt(0)
        a = h * on
        e = torch.addmm(y, a, w2, beta=-1)
        g = e.add(e)
        loss = torch.linalg.vector_norm(e).square()
        return loss, torch.mm(x.t(), torch.mm(g, w2.t()).mul(on)), torch.mm(a.t(), g)
