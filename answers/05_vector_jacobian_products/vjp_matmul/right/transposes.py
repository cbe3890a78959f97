"""Two products with transposed factors."""


def vjp_matmul(g, a, b):
    return g.matmul(b.t()), a.t().matmul(g)
