"""Multiplies g and a in the wrong order."""


def vjp_matmul(g, a, b):
    return g @ b.T, g @ a.T
