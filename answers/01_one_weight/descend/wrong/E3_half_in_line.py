"""Derives in line and loses the 2."""


def descend(x, y, w0, lr, steps):
    weights = [w0]
    for _ in range(steps):
        w = weights[-1]
        weights.append(w - lr * ((w * x - y) * x).mean())
    return weights
