"""Multiplies with the wrong half."""


def vjp_relu(g, h):
    return g * (h < 0)
