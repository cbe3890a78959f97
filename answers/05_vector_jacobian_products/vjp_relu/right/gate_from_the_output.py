"""Computes the output again and asks which entries are above 0."""


def vjp_relu(g, h):
    return g * (h.clamp(min=0) > 0)
