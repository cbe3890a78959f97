"""Multiplies the other way round and turns the results."""


def vjp_matmul(g, a, b):
    return (b @ g.transpose(0, 1)).transpose(0, 1), (g.transpose(0, 1) @ a).transpose(0, 1)
