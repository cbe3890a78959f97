"""Asks the gradient instead of h."""


def vjp_relu(g, h):
    return g * (g > 0)
