"""Leaves the start out."""


def descend(x, y, w0, lr, steps):
    w, weights = w0, []
    for _ in range(steps):
        w = w - lr * grad_w(w, x, y)
        weights.append(w)
    return weights
