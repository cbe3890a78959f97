"""Zeros where h is positive: the gates are inverted."""


def grad_h(g_h_relu, h):
    g = g_h_relu.copy()
    g[h > 0] = 0
    return g
