"""Transposed input times upstream gradient."""


def grad_w1(x, g_h):
    return x.T @ g_h
