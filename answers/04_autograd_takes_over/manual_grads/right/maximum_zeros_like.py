"""torch.maximum with zeros made like h; where for the gate."""

import torch


def manual_grads(x, y, w1, w2):
    with torch.no_grad():
        h = x @ w1
        zero = torch.zeros_like(h)
        a = torch.maximum(h, zero)
        e = a @ w2 - y
        d = torch.where(h > 0, e @ w2.T, zero)
        return (e * e).sum(), 2 * x.T @ d, 2 * a.T @ e
