"""Multiplies with a mask that is open at 0."""


def vjp_relu(g, h):
    return g * (h >= 0)
