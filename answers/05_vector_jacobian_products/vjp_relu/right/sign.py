"""Builds the slope from the sign."""


def vjp_relu(g, h):
    return g * (1 + h.sign()) / 2
