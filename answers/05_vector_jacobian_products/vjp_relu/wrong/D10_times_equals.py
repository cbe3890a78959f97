"""Multiplies in place."""


def vjp_relu(g, h):
    g *= h > 0
    return g
