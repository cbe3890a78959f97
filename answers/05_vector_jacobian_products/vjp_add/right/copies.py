"""Copies where nothing was repeated."""


def vjp_add(g, a, b):
    ga = g.clone() if a.shape == g.shape else unbroadcast(g, a.shape)
    gb = g.clone() if b.shape == g.shape else unbroadcast(g, b.shape)
    return ga, gb
