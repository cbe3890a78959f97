"""Forgets that an axis of length 1 must stay."""


def unbroadcast(g, shape):
    while g.dim() > len(shape):
        g = g.sum(0)
    axes = [axis for axis, size in enumerate(shape) if size == 1]
    return g.sum(axes) if axes else g
