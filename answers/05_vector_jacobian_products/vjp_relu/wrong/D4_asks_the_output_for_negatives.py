"""Computes the output and zeroes where it is below 0."""


def vjp_relu(g, h):
    gh = g.clone()
    gh[h.clamp(min=0) < 0] = 0
    return gh
