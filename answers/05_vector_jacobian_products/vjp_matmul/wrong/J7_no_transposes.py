"""Forgets to turn the factors."""


def vjp_matmul(g, a, b):
    return g @ b, a @ g
