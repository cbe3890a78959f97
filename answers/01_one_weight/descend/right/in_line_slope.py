"""Derives in line, without grad_w."""


def descend(x, y, w0, lr, steps):
    weights = [w0]
    while len(weights) <= steps:
        error = weights[-1] * x - y
        weights.append(weights[-1] - lr * 2 * (error * x).mean())
    return weights
