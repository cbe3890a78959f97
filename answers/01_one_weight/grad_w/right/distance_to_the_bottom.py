"""Curvature times the distance to the bottom."""


def grad_w(w, x, y):
    curvature = 2 * (x**2).mean()
    return curvature * w - 2 * (x * y).mean()
