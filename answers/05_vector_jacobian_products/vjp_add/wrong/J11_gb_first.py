"""Returns the two gradients in the wrong order."""


def vjp_add(g, a, b):
    return unbroadcast(g, b.shape), unbroadcast(g, a.shape)
