"""Returns the upstream gradient as it came."""


def unbroadcast(g, shape):
    return g
