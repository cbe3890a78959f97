"""Adds slice by slice along each repeated axis."""

import torch


def unbroadcast(g, shape):
    missing = g.dim() - len(shape)
    for axis in reversed(range(g.dim())):
        size = 1 if axis < missing else shape[axis - missing]
        if size != g.shape[axis]:
            total = torch.zeros_like(g.select(axis, 0)) if g.shape[axis] else g.sum(axis)
            for number in range(g.shape[axis]):
                total = total + g.select(axis, number)
            g = total.unsqueeze(axis)
    return g.reshape(tuple(shape))
