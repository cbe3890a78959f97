"""With names for both places and the way between them."""


def slope(f, w, eps=1e-6):
    left, right = w - eps, w + eps
    return (f(right) - f(left)) / (right - left)
