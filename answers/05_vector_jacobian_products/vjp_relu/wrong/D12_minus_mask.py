"""Puts a minus before a mask."""


def vjp_relu(g, h):
    return g + g * -(h < 0)
