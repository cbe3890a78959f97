"""Upstream times gate, open at zero (slope 1, as clamp has it)."""


def grad_h(g_h_relu, h):
    return g_h_relu * (h >= 0)
