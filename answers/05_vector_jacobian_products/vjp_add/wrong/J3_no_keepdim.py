"""Loses the axes of length 1."""


def vjp_add(g, a, b):
    both = []
    for operand in (a, b):
        missing = g.dim() - operand.dim()
        axes = [i for i in range(g.dim()) if i < missing or operand.shape[i - missing] == 1]
        both.append(g.sum(axes) if axes else g)
    return tuple(both)
