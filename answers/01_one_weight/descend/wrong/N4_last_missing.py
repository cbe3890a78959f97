"""Writes down before each step and never after the last."""


def descend(x, y, w0, lr, steps):
    w, weights = w0, []
    for _ in range(steps):
        weights.append(w)
        w = w - lr * grad_w(w, x, y)
    return weights
