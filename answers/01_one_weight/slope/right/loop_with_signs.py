"""A loop over both sides."""


def slope(f, w, eps=1e-6):
    total = 0.0
    for side in (-1, 1):
        total += side * f(w + side * eps)
    return total / (2 * eps)
