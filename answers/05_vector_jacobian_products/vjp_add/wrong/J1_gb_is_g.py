"""Forgets that the bias was repeated."""


def vjp_add(g, a, b):
    return g, g
