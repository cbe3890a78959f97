"""Appends one weight a step."""


def descend(x, y, w0, lr, steps):
    weights = [w0]
    for _ in range(steps):
        w = weights[-1]
        weights.append(w - lr * grad_w(w, x, y))
    return weights
