"""Asks for the slope once, before the loop."""


def descend(x, y, w0, lr, steps):
    g = grad_w(w0, x, y)
    weights = [w0]
    for _ in range(steps):
        weights.append(weights[-1] - lr * g)
    return weights
