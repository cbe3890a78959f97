"""Divides twice."""


def slope(f, w, eps=1e-6):
    return 0.5 * (f(w + eps) - f(w - eps)) / eps
