"""Forgets the factor of the square."""


def vjp_sse(g, y_pred, y):
    return g * (y_pred - y)
