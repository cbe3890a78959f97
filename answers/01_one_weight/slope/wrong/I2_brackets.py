"""Divides by 2 and multiplies by eps: the brackets are missing."""


def slope(f, w, eps=1e-6):
    return (f(w + eps) - f(w - eps)) / 2 * eps
