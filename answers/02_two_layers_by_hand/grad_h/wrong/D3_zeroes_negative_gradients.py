"""Stops negative gradients, whatever h was."""


def grad_h(g_h_relu, h):
    g = g_h_relu.copy()
    g[g < 0] = 0
    return g
