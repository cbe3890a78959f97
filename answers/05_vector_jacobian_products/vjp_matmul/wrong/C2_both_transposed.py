"""Returns both gradients transposed."""


def vjp_matmul(g, a, b):
    return b @ g.T, g.T @ a
