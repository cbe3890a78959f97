"""Overwrites h on the way."""


def vjp_relu(g, h):
    return g * (h.clamp_(min=0) > 0)
