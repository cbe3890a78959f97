"""Has a helper of its own."""


def summed_to(g, shape):
    while g.dim() > len(shape):
        g = g.sum(0)
    for axis, size in enumerate(shape):
        if size == 1 and g.shape[axis] != 1:
            g = g.sum(axis, keepdim=True)
    return g.clone()


def vjp_add(g, a, b):
    return summed_to(g, a.shape), summed_to(g, b.shape)
