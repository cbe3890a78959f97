"""Hands on the very array that came in: no gate, no copy."""


def grad_h(g_h_relu, h):
    grad = g_h_relu
    return grad
