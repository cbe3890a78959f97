"""Also handles vectors, by giving them the axis they lack."""


def vjp_matmul(g, a, b):
    wide_a = a if a.dim() == 2 else a[None, :]
    wide_b = b if b.dim() == 2 else b[:, None]
    wide_g = g.reshape(wide_a.shape[0], wide_b.shape[1])
    return (wide_g @ wide_b.mT).reshape(a.shape), (wide_a.mT @ wide_g).reshape(b.shape)
