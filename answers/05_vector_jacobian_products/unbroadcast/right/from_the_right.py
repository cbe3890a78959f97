"""Compares the shapes from their right ends."""


def unbroadcast(g, shape):
    padded = (1,) * (g.dim() - len(shape)) + tuple(shape)
    axes = [axis for axis in range(g.dim()) if padded[axis] == 1 and g.shape[axis] != 1]
    if axes:
        g = g.sum(axes, keepdim=True)
    return g.reshape(tuple(shape))
