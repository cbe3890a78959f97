"""Sums the gradient away."""


def vjp_sse(g, y_pred, y):
    return (g * 2 * (y_pred - y)).sum()
