"""Writes the three cases of a matrix out and knows no other.

Earns: 1.5
"""


def unbroadcast(g, shape):
    if len(shape) == 1:
        return g.sum(0)
    if shape[0] == 1 and shape[1] == g.shape[1]:
        return g.sum(0, keepdim=True)
    if shape[1] == 1 and shape[0] == g.shape[0]:
        return g.sum(1, keepdim=True)
    return g
