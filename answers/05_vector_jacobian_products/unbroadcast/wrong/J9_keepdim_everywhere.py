"""Keeps every summed axis, also those that the operand never had."""


def unbroadcast(g, shape):
    missing = g.dim() - len(shape)
    axes = list(range(missing)) + [missing + axis for axis, size in enumerate(shape) if size == 1]
    return g.sum(axes, keepdim=True) if axes else g
