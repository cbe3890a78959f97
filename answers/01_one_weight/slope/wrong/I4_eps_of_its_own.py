"""Takes an eps of its own, far too small."""


def slope(f, w, eps=1e-6):
    eps = 1e-12
    return (f(w + eps) - f(w - eps)) / (2 * eps)
