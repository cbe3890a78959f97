"""Hands everything on."""


def vjp_relu(g, h):
    return g
