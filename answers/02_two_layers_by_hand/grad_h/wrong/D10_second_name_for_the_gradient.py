"""A second name in place of a copy: the zeros land in the caller's array."""


def grad_h(g_h_relu, h):
    grad = g_h_relu
    grad[h < 0] = 0
    return grad
