"""Averages over the batch."""


def vjp_add(g, a, b):
    def averaged(shape):
        result = g
        while result.dim() > len(shape):
            result = result.mean(0)
        for axis, size in enumerate(shape):
            if size == 1:
                result = result.mean(axis, keepdim=True)
        return result

    return averaged(a.shape), averaged(b.shape)
