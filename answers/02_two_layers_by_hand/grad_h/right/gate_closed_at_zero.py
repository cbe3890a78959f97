"""Upstream times gate, closed at zero (slope 0, as F.relu has it)."""


def grad_h(g_h_relu, h):
    return g_h_relu * (h > 0)
