"""Hands the upstream gradient on: no gate at all."""


def grad_h(g_h_relu, h):
    return g_h_relu.copy()
