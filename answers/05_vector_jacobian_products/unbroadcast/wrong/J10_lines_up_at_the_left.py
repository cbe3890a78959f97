"""Sums the last axes away where some are missing."""


def unbroadcast(g, shape):
    while g.dim() > len(shape):
        g = g.sum(-1)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis, keepdim=True)
    return g
