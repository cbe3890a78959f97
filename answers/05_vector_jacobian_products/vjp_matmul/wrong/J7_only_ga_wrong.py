"""Forgets to turn b; the other half is right."""


def vjp_matmul(g, a, b):
    return g @ b, a.T @ g
