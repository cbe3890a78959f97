"""Hands a copy on."""


def vjp_relu(g, h):
    return g.clone()
