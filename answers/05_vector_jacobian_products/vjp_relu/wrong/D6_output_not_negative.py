"""Multiplies with a gate that is always open."""


def vjp_relu(g, h):
    return g * (h.clamp(min=0) >= 0)
