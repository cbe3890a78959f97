"""Returns a copy of the upstream gradient."""


def unbroadcast(g, shape):
    return g.clone()
