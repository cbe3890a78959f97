"""Returns the gradient of b transposed."""


def vjp_matmul(g, a, b):
    return g @ b.T, g.T @ a
