"""Walks eps and divides by two eps."""


def slope(f, w, eps=1e-6):
    return (f(w + eps) - f(w)) / (2 * eps)
