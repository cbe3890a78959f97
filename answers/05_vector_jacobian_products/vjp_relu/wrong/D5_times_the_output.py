"""Multiplies with the output instead of its slope."""


def vjp_relu(g, h):
    return g * h.clamp(min=0)
