"""Looks to the left only."""


def slope(f, w, eps=1e-6):
    return (f(w) - f(w - eps)) / eps
