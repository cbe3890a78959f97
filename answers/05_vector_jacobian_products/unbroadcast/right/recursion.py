"""Takes one axis at a time and calls itself."""


def unbroadcast(g, shape):
    if g.shape == tuple(shape):
        return g
    if g.dim() > len(shape):
        return unbroadcast(g.sum(0), shape)
    axis = next(axis for axis in range(g.dim()) if g.shape[axis] != shape[axis])
    return unbroadcast(g.sum(axis, keepdim=True), shape)
