"""Halves the gradient, as if the 2 of the square were not in the upstream already."""


def grad_w1(x, g_h):
    return 0.5 * x.T @ g_h
