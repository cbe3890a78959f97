"""Sums for a, and hands g on to b as it is."""


def vjp_add(g, a, b):
    return unbroadcast(g, a.shape), g
