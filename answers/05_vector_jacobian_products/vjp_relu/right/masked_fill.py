"""Fills the closed entries of a copy."""


def vjp_relu(g, h):
    return g.masked_fill(h <= 0, 0.0)
